import { Configuration, PlaidApi } from 'plaid';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { isTooDeep } from '../../../core/json/json-depth.ts';
import { credentialsIn } from '../../../kit/provider/credentials.ts';
import { type Timed, timeLeft } from '../../../kit/provider/time-left.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** What a request to Plaid needs of a call, or of work in the background such as an event. */
export type PlaidCall = Pick<Call, 'secret' | 'setting' | 'agents' | 'signal'> & Timed;

/** `live` (real banks) at Plaid's production host, otherwise `test`. */
export type Mode = 'test' | 'live';

const VERSION = '2020-09-14';
const LIVE_HOST = 'production.plaid.com';

/** 500 transactions are below 1 MB. */
const MAX_BYTES = 10_000_000;

/**
 * Plaid's SDK over the family's guarded agents. It has no retries of its own, and follows no redirect.
 *
 * @throws {ManifoldError} E4006 if credentials are missing, E3002 if real banks are not switched on, E5004 if the
 *   deadline is too near
 */
export async function plaidOf(call: PlaidCall): Promise<PlaidApi> {
  if (modeOf(call) === 'live' && call.setting('PLAID_LIVE') !== 'on') {
    throw new ManifoldError('E3002', 'This stage is set up for real banks, but they are not switched on.', {
      details: { suggestion: 'Ask the operators to set PLAID_LIVE to "on", or to use a sandbox.' },
    });
  }
  const credentials = credentialsIn(
    await call.secret(),
    ['PLAID_CLIENT_ID', 'PLAID_SECRET'],
    'The credentials of the Plaid account are not set.',
  );
  return new PlaidApi(
    new Configuration({
      basePath: call.setting('PLAID_API_URL'),
      baseOptions: {
        headers: {
          'PLAID-CLIENT-ID': credentials.PLAID_CLIENT_ID,
          'PLAID-SECRET': credentials.PLAID_SECRET,
          'Plaid-Version': VERSION,
        },
        httpAgent: call.agents.http,
        httpsAgent: call.agents.https,
        // Otherwise axios would use a proxy of the environment, with its own agent.
        proxy: false,
        maxRedirects: 0,
        maxContentLength: MAX_BYTES,
        transformResponse: jsonOrText,
        timeout: timeLeft('Plaid', call),
        signal: call.signal,
      },
    }),
  );
}

/** The body as the SDK reads it: JSON as its value. Other text, and JSON that is nested too deep, stays text. */
function jsonOrText(body: unknown): unknown {
  if (typeof body !== 'string' || isTooDeep(body)) return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

export function modeOf(call: Pick<PlaidCall, 'setting'>): Mode {
  return new URL(call.setting('PLAID_API_URL')).hostname === LIVE_HOST ? 'live' : 'test';
}
