import { compact } from '../../../core/input/normal-form.ts';

/** Limited Liability Partnership Identification Number as the provider writes it. */
export const LLPIN = /^[A-Z]{3}-[0-9]{4}$/;

/** `abc1234`, `ABC 1234` or `ABC-1234` as `ABC-1234`; undefined if it is not an LLPIN. */
export function parseLlpin(text: string): string | undefined {
  const parts = /^([A-Z]{3})([0-9]{4})$/.exec(compact(text));
  return parts ? `${parts[1]}-${parts[2]}` : undefined;
}
