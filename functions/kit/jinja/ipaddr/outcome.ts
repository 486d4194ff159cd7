import { JinjaError } from '../errors.ts';

/** What a query gives: false or None if the value is no address, or has no such thing. */
export type Outcome = string | bigint | boolean | null;

export const filterError = (reason: string): JinjaError => new JinjaError('FilterArgumentError', reason);
