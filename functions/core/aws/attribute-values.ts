/**
 * Converts items to DynamoDB's JSON of attribute values and back, like `@aws-sdk/util-dynamodb` with
 * `removeUndefinedValues`. Bytes are base64 text, as in the request.
 */

/** An attribute value in a request: one member, named by its type. */
export type WireValue =
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { B: string }
  | { L: WireValue[] }
  | { M: WireItem }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] };
export type WireItem = Record<string, WireValue>;

/** @throws {TypeError} if a value cannot be stored: numbers beyond the safe integers, empty sets, class instances */
export function toWireItem(item: Readonly<Record<string, unknown>>): WireItem {
  const wire: WireItem = {};
  for (const name in item) {
    const value = item[name];
    if (value !== undefined && typeof value !== 'function') wire[name] = toWire(value);
  }
  return wire;
}

function toWire(value: unknown): WireValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: numberText(value) };
    case 'boolean':
      return { BOOL: value };
    case 'bigint':
      return { N: value.toString() };
    case 'object':
      return value === null ? { NULL: true } : objectToWire(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be stored in DynamoDB.`);
  }
}

function objectToWire(value: object): WireValue {
  if (Array.isArray(value)) {
    return { L: value.filter((one) => one !== undefined && typeof one !== 'function').map(toWire) };
  }
  if (value instanceof Uint8Array) return { B: base64(value) };
  if (value instanceof Set) return setToWire(value);
  const prototype: object | null = Object.getPrototypeOf(value);
  // An object of another realm, such as a test's sandbox, has another `Object.prototype`.
  if (prototype === null || prototype.constructor?.name === 'Object') {
    return { M: toWireItem(value as Record<string, unknown>) };
  }
  throw new TypeError(`An instance of ${value.constructor?.name} cannot be stored in DynamoDB.`);
}

function setToWire(set: ReadonlySet<unknown>): WireValue {
  const values = [...set].filter((value) => value !== undefined);
  if (values.length === 0) throw new TypeError('An empty set cannot be stored in DynamoDB.');
  if (values.every((value) => typeof value === 'string')) return { SS: values };
  if (values.every((value) => value instanceof Uint8Array)) return { BS: values.map(base64) };
  if (values.every((value) => typeof value === 'bigint')) return { NS: values.map(String) };
  if (values.every((value) => typeof value === 'number')) return { NS: values.map(numberText) };
  throw new TypeError('A set in DynamoDB holds texts, numbers or bytes, of one kind.');
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`The number ${value} cannot be stored in DynamoDB.`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new TypeError(`The number ${value} is not exact; use a bigint.`);
  return value.toString();
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** @throws {TypeError} if DynamoDB answers with an unknown type */
export function fromWireItem(wire: WireItem): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(wire)) item[name] = fromWire(value);
  return item;
}

function fromWire(wire: WireValue): unknown {
  if ('S' in wire) return wire.S;
  if ('N' in wire) return numberOf(wire.N);
  if ('M' in wire) return fromWireItem(wire.M);
  if ('L' in wire) return wire.L.map(fromWire);
  if ('BOOL' in wire) return wire.BOOL;
  if ('NULL' in wire) return null;
  if ('SS' in wire) return new Set(wire.SS);
  if ('NS' in wire) return new Set(wire.NS.map(numberOf));
  if ('B' in wire) return bytesOf(wire.B);
  if ('BS' in wire) return new Set(wire.BS.map(bytesOf));
  throw new TypeError(`DynamoDB answered with the unknown type ${Object.keys(wire)}.`);
}

function numberOf(text: string): number | bigint {
  const number = Number(text);
  return Math.abs(number) > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(text) ? BigInt(text) : number;
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
