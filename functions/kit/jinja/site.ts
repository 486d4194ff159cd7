import type { Missing, Undefined } from './values/undefined.ts';
import type { Arguments, Value } from './values/value.ts';

/** What a filter, test, function or macro knows about the place that it is called from. */
export interface Site {
  /** Whether texts are escaped there. */
  readonly autoescape: boolean;
  /** Makes the environment's kind of undefined value. */
  undefined(missing: Missing): Undefined;
  /** `value[key]`, or else `value.key`; an undefined value if neither exists. */
  subscript(value: Value, key: Value): Value;
  /** `value.name`, or `value[name]` as a second try. */
  attribute(value: Value, name: string): Value;
  callFilter(name: string, value: Value, args: Arguments): Value;
  callTest(name: string, value: Value, args: Arguments): boolean;
  hasFilter(name: string): boolean;
  hasTest(name: string): boolean;
  /** What separates lines in the output. */
  readonly newline: string;
}
