import { StoreConflict } from '../../../kit/store/store.ts';
import { adviceFor, faultOf, plaidCodeOf } from '../provider/failures.ts';
import type { LinkAccess } from './link-access.ts';
import { type Link, linkKey } from './records.ts';

/** Records at a link what a failure says about its login, if it says anything. */
export async function recordFault(access: LinkAccess, link: Link, thrown: unknown): Promise<void> {
  const code = plaidCodeOf(thrown);
  if (code !== undefined && faultOf(code) !== 'other') await setFault(access, link.itemId, code);
}

/** Notes that the bank has accounts that the person has not shared. */
export async function noteNewAccounts({ store, owner }: LinkAccess, itemId: string): Promise<void> {
  const change = { set: { hasNewAccounts: true }, condition: 'attribute_exists(pk)' };
  await store.update(linkKey(owner, itemId), change).catch(ignoreUnlinked);
}

/** Keeps until when the person's consent at the bank lasts. */
export async function setConsentEnd({ store, owner }: LinkAccess, itemId: string, ends: string | null): Promise<void> {
  await store
    .update(linkKey(owner, itemId), {
      ...(ends === null ? { remove: ['consentExpiresAt'] } : { set: { consentExpiresAt: ends } }),
      condition: 'attribute_exists(pk)',
    })
    .catch(ignoreUnlinked);
}

/** @param code code of Plaid; undefined if the login works again */
export async function setFault({ store, owner }: LinkAccess, itemId: string, code: string | undefined): Promise<void> {
  try {
    await store.update(linkKey(owner, itemId), {
      ...(code === undefined ? { remove: ['fault'] } : { set: { fault: code } }),
      condition: 'attribute_exists(pk)',
    });
  } catch (thrown) {
    ignoreUnlinked(thrown);
  }
}

/** Ignores that the bank has been unlinked in the meantime. */
function ignoreUnlinked(thrown: unknown): void {
  if (!(thrown instanceof StoreConflict)) throw thrown;
}

/** So many days before the consent ends, the person is asked to renew it. */
const RENEW_DAYS = 14;
const DAY_MS = 86_400_000;

type Shown = Pick<Link, 'fault' | 'consentExpiresAt' | 'hasNewAccounts'>;

/** The state of a link, when its consent ends, and what the person can do. */
export function statusOf(link: Shown, now = Date.now()) {
  const ends = link.consentExpiresAt;
  return { ...loginOf(link, now), ...(ends === undefined ? {} : { consent_expires_at: ends }) };
}

function loginOf({ fault, consentExpiresAt: ends, hasNewAccounts }: Shown, now: number) {
  if (fault === undefined) {
    if (ends !== undefined && Date.parse(ends) - now < RENEW_DAYS * DAY_MS) {
      const what = `The consent at the bank ends on ${ends.slice(0, 10)}. Call create_link_token with the "account_id", and let the person open "hosted_link_url" to renew it.`;
      return { status: 'linked' as const, what_to_do: what };
    }
    if (!hasNewAccounts) return { status: 'linked' as const };
    const what =
      'The bank has accounts that are not shared yet. Call create_link_token with the "account_id" and "add_accounts": true.';
    return { status: 'linked' as const, what_to_do: what };
  }
  const kind = faultOf(fault);
  const status =
    kind === 'ended' ? ('ended' as const) : kind === 'sign_in_again' ? ('sign_in_again' as const) : ('linked' as const);
  const advice = adviceFor(fault);
  return { status, what_to_do: advice };
}
