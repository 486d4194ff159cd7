import { isKind, JinjaError, typeError } from '../errors.ts';
import { formatValue } from '../format/spec.ts';
import { absolute, binary } from '../values/arithmetic.ts';
import { asInt, parseInteger, toCount, toFloat, toIndex, toInt, truncate } from '../values/convert.ts';
import { truth } from '../values/iteration.ts';
import { roundFloat, roundInt } from '../values/numbers.ts';
import { isText, plain, typeName, type Value } from '../values/value.ts';
import { type Filter, filters } from './filter.ts';

/** The result, or another value if Python raises TypeError or ValueError. */
function otherwise(make: () => Value, fallback: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (isKind(error, 'TypeError', 'ValueError')) return fallback();
    throw error;
  }
}

const integer = (value: Value, fallback: Value, base: Value) =>
  otherwise(
    () => (isText(value) ? parseInteger(plain(value), toCount(base)) : toInt(value)),
    () =>
      otherwise(
        () => truncate(toFloat(value)),
        () => fallback,
      ),
  );

function round(value: Value, precision: Value, method: Value): Value {
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new JinjaError('FilterArgumentError', 'method must be common, ceil or floor');
  }
  if (method !== 'common') return roundTowards(value, precision, method);
  if (typeof value === 'number') return roundFloat(value, toCount(precision));
  const int = asInt(value);
  if (int === undefined) throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
  return roundInt(int, toIndex(precision));
}

function roundTowards(value: Value, precision: Value, method: 'ceil' | 'floor'): Value {
  const scale = binary('**', 10n, precision);
  const scaled = binary('*', value, scale);
  if (typeof scaled !== 'number' && asInt(scaled) === undefined) {
    throw typeError(`must be real number, not ${typeName(scaled)}`);
  }
  const whole = typeof scaled === 'number' ? towards(scaled, method) : toInt(scaled);
  return binary('/', whole, scale);
}

function towards(value: number, method: 'ceil' | 'floor'): bigint {
  return truncate(Number.isFinite(value) ? Math[method](value) : value);
}

const DECIMAL_UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const BINARY_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

function fileSize(value: Value, binary: boolean): string {
  const bytes = toFloat(value);
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${truncate(bytes)} Bytes`;
  const units = binary ? BINARY_UNITS : DECIMAL_UNITS;
  const index = units.findIndex((_, power) => bytes < base ** (power + 2));
  const power = index < 0 ? units.length - 1 : index;
  return `${formatValue((base * bytes) / base ** (power + 2), '.1f')} ${units[power]}`;
}

/** Filters on numbers. */
export const NUMBER_FILTERS: readonly [string, Filter][] = filters({
  abs: ['/', (_, value) => absolute(value)],
  filesizeformat: ['binary?', (_, value, binaryUnits = false) => fileSize(value, truth(binaryUnits))],
  float: [
    'default?',
    (_, value, fallback = 0) =>
      otherwise(
        () => toFloat(value),
        () => fallback,
      ),
  ],
  int: ['default? base?', (_, value, fallback = 0n, base = 10n) => integer(value, fallback, base)],
  round: ['precision? method?', (_, value, precision = 0n, method = 'common') => round(value, precision, method)],
});
