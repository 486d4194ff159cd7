import type { NormalForm } from '../../../schemas/normal-form.ts';
import type { ArgumentWarning } from '../../../schemas/tool-definition.ts';
import type { ManifoldError } from '../../core/errors/manifold-error.ts';

/** Seconds of an hour, for the cache rules of requirement B1. */
export const HOUR = 3_600;

/** That a register does not have something is kept too, but soon asked again: it may have been entered meanwhile. */
export const NOT_FOUND = { codes: ['E4007' as const], ttlSeconds: 600 };

/** Looking something up at the provider: nothing changes, asking twice answers the same. */
export const READ_ONLY = { readOnly: true, destructive: false, idempotent: true, openWorld: true };

/** The provider bills each request, also one that it answers too late, so a call is not repeated after a timeout. */
export const unlessTimedOut = ({ code, retryable }: ManifoldError): boolean => retryable && code !== 'E4002';

/** Something happens at the provider, each time anew (an OTP is sent, a session begins); nothing is destroyed. */
export const ACTS_EACH_TIME = { readOnly: false, destructive: false, idempotent: false, openWorld: true };

export const READ_SCOPE = ['kyc:read'];
export const MONEY_SCOPE = ['kyc:money'];

/** Normal forms of key fields of the cache. */
export const IDENTIFIER_FORM: NormalForm = { form: 'identifier' };
export const NAME_FORM: NormalForm = { form: 'name' };
export const DATE_FORM: NormalForm = { form: 'date' };

/** Invisible marks make two names differ that look the same; they are removed before anything is compared. */
export const invisibleMarksIn = (field: string): ArgumentWarning => ({
  field,
  invisibleMarks: true,
  message: `"${field}" had invisible marks, such as U+200B, which were removed. Check where the text was copied from.`,
});
