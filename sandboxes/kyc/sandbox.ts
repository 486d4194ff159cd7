import { startServer } from './server.ts';
import { SANDBOX_CREDENTIALS } from './wire/token-issuer.ts';

/**
 * A stand-in for the KYC provider (developer.sandbox.co.in): its wire contract over HTTP on loopback, strict, with
 * the documented test identities and invented ones. README.md says which input selects which failure.
 */
export default {
  name: 'kyc',
  families: ['kyc'],
  start: startServer,
  /** Settings of the family that lead its calls here. */
  environment: (url: string): Record<string, string> => ({
    KYC_API_BASE_URL: url,
    KYC_DOCUMENT_HOSTS: new URL(url).host,
  }),
  /** Credentials that the sandbox accepts. */
  secret: (): Record<string, string> => ({ ...SANDBOX_CREDENTIALS }),
};
