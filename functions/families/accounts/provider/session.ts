import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';

/** A sign-in that waits for its code: whose it is, as the user pool calls the account, and the pool's own session. */
const Session = z.strictObject({ user: z.string().min(1), session: z.string().min(1) });
type Session = z.infer<typeof Session>;

/** Both in one text, so that a caller has one thing to bring back. */
export function packSession(session: Session): string {
  return Buffer.from(JSON.stringify(session)).toString('base64url');
}

/** @throws {ManifoldError} E2004 for a text that was not packed here; a changed one the user pool refuses */
export function openSession(text: string): Session {
  const opened = Session.safeParse(parsed(text));
  if (opened.success) return opened.data;
  throw new ManifoldError('E2004', '"session" is not one that authenticate_user has answered.', {
    details: { field: 'session', expectedFormat: 'the "session" of the first call, unchanged' },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
