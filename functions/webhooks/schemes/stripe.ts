import { createHmac } from 'node:crypto';
import type { Delivery } from '../delivery.ts';
import { badSignature, checkTime, jsonOf, sameBytes, sha256, type Verified } from '../verified.ts';

/**
 * `Stripe-Signature: t=<Unix seconds>,v1=<hex>,v1=<hex>,v0=…`: one `v1` per secret while a secret is rolled, each an
 * HMAC-SHA256 of `<t>.<body>`; other schemes are ignored (docs.stripe.com/webhooks/signature, "verify manually").
 *
 * @throws {ManifoldError} E2001
 */
export function verifyStripe(delivery: Delivery, secret: string, nowSeconds: number): Verified {
  const header = delivery.header('stripe-signature');
  if (header === undefined) throw badSignature('The header Stripe-Signature is missing.');
  const parts = header.split(',').map((part) => part.trim().split(/=(.*)/s));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  const signatures = parts.filter(([name]) => name === 'v1').map(([, value = '']) => Buffer.from(value, 'hex'));
  if (!/^\d{1,12}$/.test(time) || signatures.length === 0) throw badSignature('Stripe-Signature has no t= and v1=.');
  const expected = createHmac('sha256', secret).update(`${time}.`).update(delivery.body).digest();
  // All are compared, so that the time does not reveal which one matches.
  const fits = signatures.map((signature) => sameBytes(signature, expected)).includes(true);
  if (!fits) throw badSignature('The signature does not match the body.');
  checkTime(Number(time), nowSeconds);
  const body = jsonOf(delivery.body);
  if (typeof body.id !== 'string') throw badSignature('The event has no id.');
  return { id: body.id, body, request: sha256(expected) };
}
