import { JinjaError, valueError } from '../errors.ts';
import { asInt } from './convert.ts';
import { PyObject, type Value } from './value.ts';

/** Items that one range may have, as in Jinja's sandbox. */
const MAX_RANGE = 100_000n;

/** `range(start, stop, step)`. */
export class Range extends PyObject {
  override readonly typeName = 'range';
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;
  readonly count: bigint;

  constructor(start: bigint, stop: bigint, step: bigint) {
    super();
    if (step === 0n) throw valueError('range() arg 3 must not be zero');
    const span = step > 0n ? stop - start : start - stop;
    const size = step > 0n ? step : -step;
    this.count = span <= 0n ? 0n : (span + size - 1n) / size;
    if (this.count > MAX_RANGE) {
      const reason = `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`;
      throw new JinjaError('OverflowError', reason);
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  equals(other: Range): boolean {
    if (this.count !== other.count) return false;
    return this.count === 0n || (this.start === other.start && (this.count === 1n || this.step === other.step));
  }

  /** The item at a position; undefined outside of it. */
  at(index: bigint): bigint | undefined {
    const position = index < 0n ? index + this.count : index;
    return position < 0n || position >= this.count ? undefined : this.start + position * this.step;
  }

  override get subscriptable(): boolean {
    return true;
  }

  override length(): number {
    return Number(this.count);
  }

  override *iterate(): Iterator<Value> {
    for (let index = 0n; index < this.count; index += 1n) yield this.start + index * this.step;
  }

  override item(key: Value): Value | undefined {
    const index = asInt(key);
    return index === undefined ? undefined : this.at(index);
  }

  override attribute(name: string): Value | undefined {
    return name === 'start' || name === 'stop' || name === 'step' ? this[name] : undefined;
  }

  override repr(): string {
    const step = this.step === 1n ? '' : `, ${this.step}`;
    return `range(${this.start}, ${this.stop}${step})`;
  }
}
