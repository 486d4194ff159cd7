import type { AmountFields } from '../../../schemas/amount-field.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { isObject } from '../json/schema-property.ts';
import { minorField, readMoney } from './money.ts';

/**
 * Arguments as policies and audit see them: each amount of money is there in minor units too, as `<name>_minor`, however
 * the caller wrote it. So a policy compares one number.
 *
 * An amount that cannot be read gets no such argument, and neither does one whose currency the call does not name. The
 * family refuses the former with the same reader.
 *
 * @example withMinorUnits({ amount: { currencyField: 'currency' } }, { amount: '25.00', currency: 'USD' })
 *   // { amount: '25.00', currency: 'USD', amount_minor: 2500 }
 */
export function withMinorUnits(
  fields: AmountFields | undefined,
  args: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  let result: Record<string, unknown> = { ...args };
  for (const [path, place] of Object.entries(fields ?? {})) {
    const amount = valueAt(args, path);
    const currency = 'currency' in place ? place.currency : valueAt(args, place.currencyField);
    if (typeof currency !== 'string' || (typeof amount !== 'string' && typeof amount !== 'number')) continue;
    const minor = minorOf(amount, currency, path);
    if (minor !== undefined) result = placed(result, minorField(path).split('.'), minor);
  }
  return result;
}

/** The paths that `withMinorUnits` may add. */
export const minorPaths = (fields: AmountFields | undefined): string[] => Object.keys(fields ?? {}).map(minorField);

function minorOf(amount: string | number, currency: string, path: string): number | undefined {
  try {
    return readMoney({ amount, currency }, path).minor;
  } catch (thrown) {
    if (thrown instanceof ManifoldError) return undefined;
    throw thrown;
  }
}

function valueAt(args: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = args;
  for (const name of path.split('.')) {
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

function placed(into: Record<string, unknown>, [name = '', ...rest]: string[], value: number): Record<string, unknown> {
  if (rest.length === 0) return { ...into, [name]: value };
  const inner = into[name];
  return { ...into, [name]: placed(isObject(inner) ? inner : {}, rest, value) };
}
