import { findOwned, ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { Call } from '../../../kit/tool/call.ts';

/**
 * Things that the provider opens for a person and then identifies by an id alone. It accepts such an id from any caller
 * of this platform, because all callers share one account there. So the family stores which principal of which tenant
 * has opened each id.
 */
const OPENED = {
  'digilocker-session': {
    name: 'DigiLocker session',
    field: 'session_id',
    tool: 'digilocker_init_session',
    /** A month after it was opened, or the end of the consent if that is later. */
    keptSeconds: 30 * 86_400,
  },
  'otp-reference': {
    name: 'OTP',
    field: 'reference_id',
    tool: 'aadhaar_okyc_generate_otp',
    /** UIDAI accepts an OTP for ten minutes. */
    keptSeconds: 86_400,
  },
} as const;
type OpenedKind = keyof typeof OPENED;

type OwnerCall = Pick<Call, 'store' | 'context'>;

interface Opened {
  kind: OpenedKind;
  id: string;
  /** Unix milliseconds until which the provider may still be asked; absent: as usual for the kind. */
  goodUntil?: number | undefined;
}

/**
 * Remembers that the caller opened something at the provider. @throws {ManifoldError} E5002 if the table does not
 * answer
 */
export async function rememberOpened({ store, context }: OwnerCall, { kind, id, goodUntil = 0 }: Opened) {
  const usual = Date.now() / 1000 + OPENED[kind].keptSeconds;
  const expiresAt = Math.ceil(Math.max(usual, goodUntil / 1000));
  await store.put({ ...ownedKey({ owner: context.principal.id, kind, id }), expiresAt });
}

/**
 * Refuses an id that the caller did not open, before any request. The error is the same for an id of another principal
 * and for one that does not exist.
 *
 * @throws {ManifoldError} E4007 that names the field
 */
export async function refuseUnlessOpened(call: OwnerCall, { kind, id }: Pick<Opened, 'kind' | 'id'>): Promise<void> {
  const { name, field, tool } = OPENED[kind];
  await findOwned(call, { kind, id, name, field, givenBy: tool });
}
