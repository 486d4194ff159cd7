import { isIPv4 } from 'node:net';
import { StartError } from '../start-error.ts';
import { matchesArn, matchesPattern } from './match.ts';

/** Facts of a request by lower-cased condition key; a missing key is a fact that the request does not have. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

export type ConditionTest = { operator: string; key: string; values: string[] };
export type ConditionBlock = ConditionTest[];

type Compare = (actual: string, wanted: string) => boolean;
type Operator = { compare: Compare; negated: boolean };

const number =
  (compare: (a: number, b: number) => boolean): Compare =>
  (a, b) =>
    compare(Number(a), Number(b));
const date =
  (compare: (a: number, b: number) => boolean): Compare =>
  (a, b) =>
    compare(instant(a), instant(b));
const not = (compare: Compare): Operator => ({ compare, negated: true });
const is = (compare: Compare): Operator => ({ compare, negated: false });

const equal: Compare = (a, b) => a === b;
const equalIgnoringCase: Compare = (a, b) => a.toLowerCase() === b.toLowerCase();
const like: Compare = (a, b) => matchesPattern(b, a);
const arnLike: Compare = (a, b) => matchesArn(b, a);

const OPERATORS: Record<string, Operator> = {
  StringEquals: is(equal),
  StringNotEquals: not(equal),
  StringEqualsIgnoreCase: is(equalIgnoringCase),
  StringNotEqualsIgnoreCase: not(equalIgnoringCase),
  StringLike: is(like),
  StringNotLike: not(like),
  NumericEquals: is(number((a, b) => a === b)),
  NumericNotEquals: not(number((a, b) => a === b)),
  NumericLessThan: is(number((a, b) => a < b)),
  NumericLessThanEquals: is(number((a, b) => a <= b)),
  NumericGreaterThan: is(number((a, b) => a > b)),
  NumericGreaterThanEquals: is(number((a, b) => a >= b)),
  DateEquals: is(date((a, b) => a === b)),
  DateNotEquals: not(date((a, b) => a === b)),
  DateLessThan: is(date((a, b) => a < b)),
  DateLessThanEquals: is(date((a, b) => a <= b)),
  DateGreaterThan: is(date((a, b) => a > b)),
  DateGreaterThanEquals: is(date((a, b) => a >= b)),
  Bool: is(equalIgnoringCase),
  ArnEquals: is(arnLike),
  ArnLike: is(arnLike),
  ArnNotEquals: not(arnLike),
  ArnNotLike: not(arnLike),
  IpAddress: is(inRange),
  NotIpAddress: not(inRange),
};

type Parsed = { base: string; ifExists: boolean; set?: 'ForAllValues' | 'ForAnyValue' };

function parse(operator: string): Parsed {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator);
  const set = match?.[1];
  return {
    base: match?.[2] ?? operator,
    ifExists: match?.[3] !== undefined,
    ...(set === 'ForAllValues' || set === 'ForAnyValue' ? { set } : {}),
  };
}

/** @throws StartError if the operator is not one of those above. */
export function checkOperator(policy: string, operator: string): void {
  const { base } = parse(operator);
  if (base !== 'Null' && !OPERATORS[base]) {
    throw new StartError(
      `Policy ${policy} uses the condition operator ${operator}, which the local cloud does not know.`,
    );
  }
}

/** Whether all tests of a statement hold (IAM reference, "Conditions with multiple context keys or values"). */
export function conditionsHold(block: ConditionBlock, context: RequestContext): boolean {
  return block.every((test) => holds(test, context));
}

function holds({ operator, key, values }: ConditionTest, context: RequestContext): boolean {
  const { base, ifExists, set } = parse(operator);
  const actual = context.get(key);
  if (base === 'Null') return values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  const rule = OPERATORS[base];
  if (!rule) return false;
  const wanted = values.map((value) => withVariables(value, context)).filter((value) => value !== undefined);
  const passes = (one: string) => wanted.some((value) => rule.compare(one, value)) !== rule.negated;
  if (actual === undefined || actual.length === 0) {
    if (set === 'ForAllValues') return true;
    if (set === 'ForAnyValue') return false;
    return ifExists || rule.negated;
  }
  if (set === 'ForAllValues') return actual.every(passes);
  if (set === 'ForAnyValue') return actual.some(passes);
  return rule.negated ? actual.every(passes) : actual.some(passes);
}

/** Replaces `${key}` by the request's value; undefined if the request has no such key, so that nothing matches. */
export function withVariables(text: string, context: RequestContext): string | undefined {
  if (!text.includes('${')) return text;
  let known = true;
  const replaced = text.replace(/\$\{([^}]+)\}/g, (_, key: string) => {
    if (['*', '?', '$'].includes(key)) return key;
    const [value] = context.get(key.toLowerCase()) ?? [];
    known &&= value !== undefined;
    return value ?? '';
  });
  return known ? replaced : undefined;
}

function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
}

function inRange(address: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  if (!isIPv4(address) || !isIPv4(base)) return address === range;
  const shift = 2 ** (32 - Number(bits));
  return Math.floor(ipv4(address) / shift) === Math.floor(ipv4(base) / shift);
}

function ipv4(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
