import Stripe from 'stripe';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type Timed, timeLeft } from '../provider/time-left.ts';
import type { Call } from '../tool/call.ts';
import { stripeFetch } from './stripe-fetch.ts';

/** What a request to Stripe needs of a call, or of work in the background such as an event. */
export type StripeCall = Pick<Call, 'secret' | 'setting' | 'fetch'> & Timed;

/** Whether money is real: `live` with a live key, else `test`. */
export type Mode = 'test' | 'live';

/**
 * The provider's SDK on the family's guarded way out. Its own retries and telemetry are off: `retry` of a tool decides,
 * and a connection that breaks is told as it is.
 *
 * @throws {ManifoldError} E4006 where the key is missing, E3002 for a live key that the stage has not let in,
 *   E5004 where the deadline is too near
 */
export async function stripeOf(call: StripeCall): Promise<Stripe> {
  const key = await keyOf(call);
  const { hostname, port, protocol } = new URL(call.setting('STRIPE_API_URL'));
  const plain = protocol === 'http:';
  return new Stripe(key, {
    host: hostname,
    port: port === '' ? (plain ? 80 : 443) : Number(port),
    protocol: plain ? 'http' : 'https',
    httpClient: Stripe.createFetchHttpClient(stripeFetch(call.fetch)),
    maxNetworkRetries: 0,
    timeout: timeLeft('Stripe', call),
    telemetry: false,
  });
}

export const modeOf = ({ livemode }: { livemode: boolean }): Mode => (livemode ? 'live' : 'test');

/** The mode that the key of the stage belongs to. */
export async function modeOfKey(call: StripeCall): Promise<Mode> {
  return isLive(await keyOf(call)) ? 'live' : 'test';
}

const isLive = (key: string) => /^(sk|rk)_live_/.test(key);

async function keyOf(call: StripeCall): Promise<string> {
  const { STRIPE_SECRET_KEY: key } = await call.secret();
  if (!key || key === 'set-me') {
    throw new ManifoldError('E4006', 'The key of the Stripe account is not set.', {
      details: { suggestion: 'Tell the operators: the secret of this family needs "STRIPE_SECRET_KEY".' },
    });
  }
  if (isLive(key) && call.setting('STRIPE_LIVE') !== 'on') {
    throw new ManifoldError('E3002', 'The key moves real money, and this stage has not switched that on.', {
      details: { suggestion: 'Ask the operators for the setting STRIPE_LIVE, or for a test key.' },
    });
  }
  return key;
}
