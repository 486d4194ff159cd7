import { randomUUID } from 'node:crypto';
import { pseudonymOf } from '../../../kit/ownership/pseudonym.ts';
import type { Call } from '../../../kit/tool/call.ts';

/**
 * Ids of orders as this platform gives them to Alpaca (`client_order_id`, at most 128 characters): whose the order is, the
 * call that placed it, and which of its orders. So an order says by itself whose it is, and a call that is executed once
 * more asks for the same order.
 */
const PREFIX = 'mf';

/** Ids of orders as Alpaca gives them. */
export const ORDER_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A person's name in orders: the same each time, and nothing that can be read back. */
function ownerTag({ context }: Pick<Call, 'context'>, owner: string): string {
  return pseudonymOf({ tenant: context.principal.tenant, owner }).slice(0, 16);
}

/** Whose things are meant: the guard of owners has put the caller's id in place of "me", and of nothing. */
export const ownerOf = ({ context }: Pick<Call, 'context'>, userId: string | undefined): string =>
  userId ?? context.principal.id;

/** The key that the call's orders are known by at Alpaca; another each time where the call is not claimed. */
export const orderKeyOf = ({ context }: Pick<Call, 'context'>): string =>
  context.providerKey ?? randomUUID().replaceAll('-', '');

export interface OrderName {
  owner: string;
  /** `orderKeyOf` of the call, or the portfolio's id. */
  key: string;
  /** Tells the orders of one call apart. */
  part?: string;
}

export function clientOrderId(call: Pick<Call, 'context'>, { owner, key, part }: OrderName): string {
  return [PREFIX, ownerTag(call, owner), key, ...(part === undefined ? [] : [part])].join('-');
}

/** Whether an order was placed here for this person. */
export function isOrderOf(call: Pick<Call, 'context'>, owner: string, clientId: string | undefined): boolean {
  return clientId?.startsWith(`${PREFIX}-${ownerTag(call, owner)}-`) ?? false;
}
