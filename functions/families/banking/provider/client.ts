import { Configuration, PlaidApi } from 'plaid';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { isTooDeep } from '../../../core/json/json-depth.ts';
import { type Timed, timeLeft } from '../../../kit/provider/time-left.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** What a request to Plaid needs of a call, or of work in the background such as an event. */
export type PlaidCall = Pick<Call, 'secret' | 'setting' | 'agents' | 'signal'> & Timed;

/** Whether banks are real: `live` at Plaid's production host, else `test`. */
export type Mode = 'test' | 'live';

const VERSION = '2020-09-14';
const LIVE_HOST = 'production.plaid.com';

/** 500 transactions are below 1 MB. */
const MAX_BYTES = 10_000_000;

/**
 * Plaid's SDK on the family's guarded way out. It has no retries of its own, and follows no redirect.
 *
 * @throws {ManifoldError} E4006 where credentials are missing, E3002 where real banks are not switched on, E5004 where
 *   the deadline is too near
 */
export async function plaidOf(call: PlaidCall): Promise<PlaidApi> {
  if (modeOf(call) === 'live' && call.setting('PLAID_LIVE') !== 'on') {
    throw new ManifoldError('E3002', 'The stage leads to real banks, and has not switched that on.', {
      details: { suggestion: 'Ask the operators for the setting PLAID_LIVE, or for a sandbox.' },
    });
  }
  const { PLAID_CLIENT_ID: clientId, PLAID_SECRET: secret } = await call.secret();
  return new PlaidApi(
    new Configuration({
      basePath: call.setting('PLAID_API_URL'),
      baseOptions: {
        headers: {
          'PLAID-CLIENT-ID': filled('PLAID_CLIENT_ID', clientId),
          'PLAID-SECRET': filled('PLAID_SECRET', secret),
          'Plaid-Version': VERSION,
        },
        httpAgent: call.agents.http,
        httpsAgent: call.agents.https,
        // Else axios takes a proxy from the environment, whose agent is its own.
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

/** What the SDK makes of a body: JSON as its value; anything else, and JSON nested too deep, stays text, which is no answer. */
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

function filled(name: string, value: string | undefined): string {
  if (value && value !== 'set-me') return value;
  throw new ManifoldError('E4006', 'The credentials of the Plaid account are not set.', {
    details: { suggestion: `Tell the operators: the secret of this family needs "${name}".` },
  });
}
