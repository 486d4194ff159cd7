import type { Json } from '../wire/answer.ts';
import type { ApiObject } from '../wire/objects.ts';
import type { StandInContext } from '../wire/route.ts';
import { chargeCard } from './charge-card.ts';
import { payInvoice } from './pay-invoice.ts';

/**
 * The page that a card's holder opens to authenticate: opening it is consent here.
 * @returns the address that the browser goes to next, or undefined if the page is the last one
 */
export function authenticate(id: string, context: StandInContext): { url: string | undefined } | undefined {
  const { objects, events } = context;
  const one = objects.find(id);
  if (one?.status !== 'requires_action' && one?.status !== 'open') return undefined;
  const back = returnUrlOf(one);
  objects.note(id, 'authenticated');
  if (one.object === 'payment_intent') chargeCard(one, { offSession: false, context });
  else if (one.object === 'setup_intent') {
    const method = objects.get('payment_method', String(one.payment_method));
    if (one.customer !== null) objects.change(method, { customer: one.customer });
    objects.change(one, { status: 'succeeded', next_action: null });
    events.emit('setup_intent.succeeded', one);
  } else if (one.object === 'invoice') payOpenInvoice(one, context);
  return { url: back === undefined ? undefined : withResult(one, back) };
}

/** Statuses that end when the open invoice is paid. */
const UNPAID = ['incomplete', 'past_due', 'unpaid'];

function payOpenInvoice(invoice: ApiObject, context: StandInContext): void {
  const { objects, events } = context;
  const [subscription] = objects.all('subscription', ({ latest_invoice: latest }) => latest === invoice.id);
  payInvoice(invoice, context, subscription?.default_payment_method);
  if (!subscription) return;
  const { status, pending_update: pending } = subscription;
  const items = subscription.items as Json;
  const data = (pending as Json | null)?.subscription_items;
  objects.change(subscription, {
    status: UNPAID.includes(String(status)) ? 'active' : status,
    items: data === undefined ? items : { ...items, data },
    pending_update: null,
  });
  events.emit('customer.subscription.updated', subscription, { status });
}

/** Address that the page returns to, from the next action. */
function returnUrlOf({ next_action: next }: ApiObject): string | undefined {
  const { redirect_to_url: redirect } = Object(next) as { redirect_to_url?: { return_url: string | null } };
  return redirect?.return_url ?? undefined;
}

function withResult({ id, object }: ApiObject, returnUrl: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set(object, id);
  url.searchParams.set('redirect_status', 'succeeded');
  return url.href;
}
