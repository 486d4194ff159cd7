import { startServer } from './server.ts';
import { SANDBOX_CREDENTIALS } from './stand-in.ts';

/**
 * A stand-in for Plaid: its wire contract over HTTP on loopback, strict and with state, for its own SDK. README.md says
 * which input selects which failure.
 */
export default {
  name: 'plaid',
  families: ['banking'],
  start: startServer,
  /** Settings of the family that lead its calls here. */
  environment: (url: string): Record<string, string> => ({ PLAID_API_URL: url }),
  /** Credentials that the stand-in accepts. */
  secret: (): Record<string, string> => ({
    PLAID_CLIENT_ID: SANDBOX_CREDENTIALS.clientId,
    PLAID_SECRET: SANDBOX_CREDENTIALS.secret,
  }),
  /** Sets the webhook URL of items whose link token names none. */
  async connect({ sandboxUrl, apiUrl }: { sandboxUrl: string; apiUrl: string }): Promise<void> {
    const webhook = `${apiUrl}/webhooks/banking/plaid`;
    await fetch(`${sandboxUrl}/__control`, { method: 'POST', body: JSON.stringify({ webhook }) });
  },
};
