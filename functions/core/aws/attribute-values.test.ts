import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromWireItem, toWireItem } from './attribute-values.ts';

/** The SDK refuses an object with a member `constructor`, and loses one called `__proto__`. */
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__' && text !== 'constructor');

const storable = fc.dictionary(
  name,
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((number) => number + 0),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt({ min: 2n ** 60n, max: 2n ** 100n }),
      fc.uint8Array(),
      fc.uniqueArray(fc.string(), { minLength: 1 }).map((texts) => new Set(texts)),
      fc.uniqueArray(fc.integer(), { minLength: 1 }).map((numbers) => new Set(numbers)),
      fc.array(tie('value')),
      fc.dictionary(name, tie('value')),
    ),
  })).value,
);

/** The SDK's serializer writes bytes as base64 after marshalling; here that is one step. */
const overTheWire = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (_name, member: unknown) =>
      member instanceof Uint8Array ? Buffer.from(member).toString('base64') : member,
    ),
  );

describe('attribute values', () => {
  it('have the form that the marshaller of the SDK gives them', () => {
    fc.assert(
      fc.property(storable, (item) =>
        expect(toWireItem(item)).toEqual(overTheWire(marshall(item, { removeUndefinedValues: true }))),
      ),
    );
  });

  it('are read as they were written', () => {
    fc.assert(fc.property(storable, (item) => expect(fromWireItem(toWireItem(item))).toEqual(item)));
  });

  it('leave undefined values out, in lists as well', () => {
    expect(toWireItem({ a: undefined, b: [1, undefined], c: { d: undefined } })).toEqual({
      b: { L: [{ N: '1' }] },
      c: { M: {} },
    });
  });

  it.each([[Number.NaN], [2 ** 53], [new Date(0)], [new Set()], [new Set(['a', 1])], [Symbol('a')]])(
    'cannot be made of %p',
    (value) => {
      expect(() => toWireItem({ value })).toThrow(TypeError);
    },
  );

  it('keep large whole numbers exact', () => {
    expect(fromWireItem({ n: { N: '9007199254740993' } })).toEqual({ n: 9007199254740993n });
  });
});
