import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';

/** A sign-in that waits for its code: name of the account in the user pool, and the session of the user pool. */
const Session = z.strictObject({ user: z.string().min(1), session: z.string().min(1) });
type Session = z.infer<typeof Session>;

/** Both values as one text, so that the caller has a single value to send back. */
export function packSession(session: Session): string {
  return Buffer.from(JSON.stringify(session)).toString('base64url');
}

/** @throws {ManifoldError} E2004 for a text that packSession did not write; the user pool refuses an altered session */
export function openSession(text: string): Session {
  const opened = Session.safeParse(parsed(text));
  if (opened.success) return opened.data;
  throw new ManifoldError('E2004', '"session" is not a session of authenticate_user.', {
    details: { field: 'session', expectedFormat: 'the "session" of the first answer, unchanged' },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
