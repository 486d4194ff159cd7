import { randomUUID } from 'node:crypto';
import { pseudonymOf } from '../../../kit/ownership/pseudonym.ts';
import type { Call } from '../../../kit/tool/call.ts';

/**
 * Ids that this platform gives to orders at Alpaca (`client_order_id`, at most 128 characters): the owner, the call
 * that placed the order, and the part of the call. So each order names its owner, and a second execution of a call
 * places no second order.
 */
const PREFIX = 'mf';

/** Ids that Alpaca gives to orders. */
export const ORDER_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A person's name in orders: 16 hexadecimal digits of the pseudonym. */
function ownerTag({ context }: Pick<Call, 'context'>, owner: string): string {
  return pseudonymOf({ tenant: context.principal.tenant, owner }).slice(0, 16);
}

/** The owner; the guard of owners has replaced "me" by the caller's id. */
export const ownerOf = ({ context }: Pick<Call, 'context'>, userId: string | undefined): string =>
  userId ?? context.principal.id;

/** The key of the call in its orders at Alpaca; a new one each time if the call has no idempotency record. */
export const orderKeyOf = ({ context }: Pick<Call, 'context'>): string =>
  context.providerKey ?? randomUUID().replaceAll('-', '');

export interface OrderName {
  owner: string;
  /** `orderKeyOf` of the call, or the portfolio's id. */
  key: string;
  /** Distinguishes the orders of one call. */
  part?: string;
}

export function clientOrderId(call: Pick<Call, 'context'>, { owner, key, part }: OrderName): string {
  return [PREFIX, ownerTag(call, owner), key, ...(part === undefined ? [] : [part])].join('-');
}

/** Whether an order was placed here for this person. */
export function isOrderOf(call: Pick<Call, 'context'>, owner: string, clientId: string | undefined): boolean {
  return clientId?.startsWith(`${PREFIX}-${ownerTag(call, owner)}-`) ?? false;
}
