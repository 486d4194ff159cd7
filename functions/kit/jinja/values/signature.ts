import { typeError } from '../errors.ts';
import type { Arguments, Value } from './value.ts';

/** What a function takes: names in order, how many of them a call has to give, and what else it takes. */
export interface Signature {
  readonly names: readonly string[];
  readonly required: number;
  /** Names that a call may use as keywords; others are by position alone. */
  readonly byKeyword: boolean;
}

/** Reads a signature: names in a row, `?` behind those with a default, `/` at the end if there are no keywords. */
export function signature(text: string): Signature {
  const words = text.split(' ').filter((word) => word !== '');
  const byKeyword = words.at(-1) !== '/';
  const names = byKeyword ? words : words.slice(0, -1);
  return {
    names: names.map((name) => name.replace('?', '')),
    required: names.filter((name) => !name.endsWith('?')).length,
    byKeyword,
  };
}

/**
 * The arguments in the order of the signature. One that the call leaves out is undefined, so that a function's default
 * parameters apply.
 */
export function bind(name: string, { names, required, byKeyword }: Signature, args: Arguments): Value[] {
  const bound = [...args.positional];
  if (bound.length > names.length) {
    throw typeError(`${name}() takes ${names.length} positional arguments but ${bound.length} were given`);
  }
  for (const [key, value] of args.keyword) {
    if (!byKeyword) throw typeError(`${name}() takes no keyword arguments`);
    const index = names.indexOf(key);
    if (index < 0) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    if (bound[index] !== undefined) throw typeError(`${name}() got multiple values for argument '${key}'`);
    bound[index] = value;
  }
  for (let index = 0; index < required; index += 1) {
    if (bound[index] === undefined) throw typeError(`${name}() missing a required argument: '${names[index]}'`);
  }
  return bound;
}
