import { createHmac } from 'node:crypto';
import type { WebhookDefinition } from '../../../schemas/webhooks.ts';
import type { Delivery } from '../delivery.ts';
import { badSignature, checkTime, jsonOf, sameBytes, sha256, type Verified } from '../verified.ts';

export type HmacDefinition = Extract<WebhookDefinition, { scheme: 'hmac' }>;

/**
 * HMAC-SHA256 of the body, or of `<time>.<body>` if a header holds a time; the signature is in its own header.
 *
 * @throws {ManifoldError} E2001
 */
export function verifyHmac(
  delivery: Delivery,
  { definition, secret, nowSeconds }: { definition: HmacDefinition; secret: string; nowSeconds: number },
): Verified {
  const { header, encoding, prefix = '', timestampHeader, eventIdField } = definition;
  const given = delivery.header(header);
  if (given === undefined) throw badSignature(`The header ${header} is missing.`);
  if (!given.startsWith(prefix)) throw badSignature(`The header ${header} does not begin with the expected prefix.`);
  const time = timestampHeader === undefined ? undefined : delivery.header(timestampHeader.toLowerCase());
  if (timestampHeader !== undefined && !/^\d{1,12}$/.test(time ?? '')) {
    throw badSignature(`The header ${timestampHeader} holds no time in Unix seconds.`);
  }
  const signed = createHmac('sha256', secret);
  if (time !== undefined) signed.update(`${time}.`);
  const expected = signed.update(delivery.body).digest();
  if (!sameBytes(Buffer.from(given.slice(prefix.length), encoding), expected)) {
    throw badSignature('The signature does not match the body.');
  }
  if (time !== undefined) checkTime(Number(time), nowSeconds);
  const body = jsonOf(delivery.body);
  const digest = sha256(expected);
  const id = eventIdField === undefined ? digest : idIn(body, eventIdField);
  return { id, body, request: time === undefined ? undefined : digest };
}

function idIn(body: Record<string, unknown>, path: string): string {
  let value: unknown = body;
  for (const name of path.split('.')) {
    const holder: object = Object(value);
    value = Object.hasOwn(holder, name) ? Reflect.get(holder, name) : undefined;
  }
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw badSignature(`The event has no "${path}".`);
}
