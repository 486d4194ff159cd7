import type { Site } from '../site.ts';
import { bind, signature } from '../values/signature.ts';
import type { Arguments, Value } from '../values/value.ts';

/** A filter: the value in front of `|`, and the arguments behind its name. */
export type Filter = (site: Site, value: Value, args: Arguments) => Value;

/** A test: the value in front of `is`, and the arguments behind its name. */
export type Test = (site: Site, value: Value, args: Arguments) => boolean;

/** A filter with a fixed signature. Arguments that a call leaves out are undefined: default parameters apply. */
export function filter(
  name: string,
  takes: string,
  run: (site: Site, value: Value, ...args: Value[]) => Value,
): Filter {
  const parsed = signature(takes);
  return (site, value, args) => run(site, value, ...bind(name, parsed, args));
}

type Row<Result> = readonly [string, (site: Site, value: Value, ...args: Value[]) => Result];

/** Filters from a table of signatures and functions. */
export function filters(table: Record<string, Row<Value>>): [string, Filter][] {
  return Object.entries(table).map(([name, [takes, run]]) => [name, filter(name, takes, run)]);
}

/** Tests from such a table. */
export function tests(table: Record<string, Row<boolean>>): [string, Test][] {
  return Object.entries(table).map(([name, [takes, run]]) => {
    const parsed = signature(takes);
    return [name, (site, value, args) => run(site, value, ...bind(name, parsed, args))];
  });
}
