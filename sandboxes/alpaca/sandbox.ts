import { startServer } from './server.ts';
import { SANDBOX_CREDENTIALS } from './stand-in.ts';

/**
 * A stand-in for Alpaca: trading and market data behind their real wire contract over HTTP on loopback, strict and with
 * state, for Alpaca's own SDK. README.md says which input selects which failure.
 */
export default {
  name: 'alpaca',
  families: ['investments'],
  start: startServer,
  /** Settings of the family that lead its calls here. The account is that of the tenant of a local cloud. */
  environment: (url: string): Record<string, string> => ({
    ALPACA_PAPER_URL: url,
    ALPACA_LIVE_URL: url,
    ALPACA_DATA_URL: url,
    ALPACA_TENANT: 'dev',
  }),
  /** Credentials that the stand-in accepts. */
  secret: (): Record<string, string> => ({
    ALPACA_KEY_ID: SANDBOX_CREDENTIALS.keyId,
    ALPACA_SECRET_KEY: SANDBOX_CREDENTIALS.secretKey,
  }),
};
