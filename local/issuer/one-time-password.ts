import { createHash, createHmac } from 'node:crypto';
import type { Person } from './people.ts';

const STEP_SECONDS = 30;
const DIGITS = 6;
/** Steps before and after the current one whose codes are accepted, since clocks differ. */
const TOLERANCE = 1;

/** The secret in a person's authenticator app. The people are invented, so it may be derived from their id. */
function secretOf({ sub }: Pick<Person, 'sub'>): Buffer {
  return createHash('sha1').update(`authenticator of ${sub}`).digest();
}

/** The code that a person's app shows at a moment (RFC 6238: SHA-1, 30 seconds, 6 digits). */
export function oneTimePassword(person: Pick<Person, 'sub'>, nowMs: number): string {
  return codeAt(person, Math.floor(nowMs / 1000 / STEP_SECONDS));
}

/** The step that a code is of, so that it can be taken once; undefined if it fits no current step. */
export function stepOf(person: Pick<Person, 'sub'>, code: string, nowMs: number): number | undefined {
  const now = Math.floor(nowMs / 1000 / STEP_SECONDS);
  for (let step = now - TOLERANCE; step <= now + TOLERANCE; step++) {
    if (codeAt(person, step) === code) return step;
  }
  return undefined;
}

function codeAt(person: Pick<Person, 'sub'>, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secretOf(person)).update(counter).digest();
  // Dynamic truncation of RFC 4226, 5.3.
  const offset = (digest.at(-1) ?? 0) & 0xf;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}
