import Stripe from 'stripe';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { credentialsIn } from '../provider/credentials.ts';
import { type Timed, timeLeft } from '../provider/time-left.ts';
import type { Call } from '../tool/call.ts';
import { stripeFetch } from './stripe-fetch.ts';

/** What a request to Stripe needs of a call, or of work in the background such as an event. */
export type StripeCall = Pick<Call, 'secret' | 'setting' | 'fetch'> & Timed;

/** `live` (real money) with a live key, otherwise `test`. */
export type Mode = 'test' | 'live';

/**
 * Stripe's SDK over the family's guarded `fetch`. Its retries and telemetry are off: the tool's `retry` decides, and
 * each broken connection is reported.
 *
 * @throws {ManifoldError} E4006 if the key is missing, E3002 for a live key on a stage without live keys, E5004 if the
 *   deadline is too near
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

/** The mode of the stage's key. */
export async function modeOfKey(call: StripeCall): Promise<Mode> {
  return isLive(await keyOf(call)) ? 'live' : 'test';
}

const isLive = (key: string) => /^(sk|rk)_live_/.test(key);

async function keyOf(call: StripeCall): Promise<string> {
  const missing = 'The key of the Stripe account is not set.';
  const { STRIPE_SECRET_KEY: key } = credentialsIn(await call.secret(), ['STRIPE_SECRET_KEY'], missing);
  if (isLive(key) && call.setting('STRIPE_LIVE') !== 'on') {
    throw new ManifoldError('E3002', 'The key moves real money, but live keys are not switched on for this stage.', {
      details: { suggestion: 'Ask the operators to set STRIPE_LIVE to "on", or to use a test key.' },
    });
  }
  return key;
}
