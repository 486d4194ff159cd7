import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argumentNames, type NamedPart } from './argument-names.ts';
import { type Nameable, operationKey, toolNames } from './tool-names.ts';

const operation = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  path: fc.stringMatching(/^(\/[a-z]{1,4}|\/\{[a-z]{1,3}\}){1,3}$/),
  operationId: fc.option(
    fc.oneof(fc.constantFrom('a/b', 'a-b', 'a_b', 'a b', 'x'.repeat(60)), fc.string({ minLength: 1, maxLength: 70 })),
    { nil: undefined },
  ),
});
const operations = fc.uniqueArray(operation, { selector: operationKey, maxLength: 12 }) as fc.Arbitrary<Nameable[]>;
const named = (list: readonly Nameable[], known?: ReadonlyMap<string, string>) => {
  const names = toolNames(list, { maxLength: 45, ...(known ? { known } : {}) });
  return new Map(list.map((one, index) => [operationKey(one), names[index] ?? '']));
};

describe('names of tools', () => {
  it('are distinct, and take no more than 45 letters, digits and underscores', () => {
    fc.assert(
      fc.property(operations, (list) => {
        const names = [...named(list).values()];
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{1,44}$/);
      }),
    );
  });

  it('stay when operations are put into another order', () => {
    fc.assert(
      fc.property(operations, fc.infiniteStream(fc.nat()), (list, numbers) => {
        const keys = list.map((one) => ({ one, key: numbers.next().value ?? 0 }));
        const shuffled = keys.sort((a, b) => a.key - b.key).map(({ one }) => one);
        expect(new Map([...named(shuffled)].sort())).toEqual(new Map([...named(list)].sort()));
      }),
    );
  });

  it('stay when others are added, given the names of the import before', () => {
    fc.assert(
      fc.property(operations, operations, (list, more) => {
        const before = named(list);
        const keys = new Set(list.map(operationKey));
        const after = named([...more.filter((one) => !keys.has(operationKey(one))), ...list], before);
        for (const [key, name] of before) expect(after.get(key)).toBe(name);
        expect(new Set(after.values()).size).toBe(after.size);
      }),
    );
  });

  it.each([
    ['repos/list-for-org', 'repos_list_for_org'],
    ['Änderung löschen', 'Anderung_loschen'],
    ['a', 'a_operation'],
    ['listEverythingThatEverHappenedToAllOfTheseAccounts', /^listEverythingThatEverHappenedToAllOf_[0-9a-f]{6}$/],
  ])('are made of the operationId %s', (operationId, expected) => {
    const [name] = toolNames([{ method: 'GET', path: '/', operationId }], { maxLength: 45 });
    expect(name).toEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected);
  });

  it('leave the plain name to the operation that is called so', () => {
    const names = toolNames(
      [
        { method: 'GET', path: '/a', operationId: 'repos/get' },
        { method: 'GET', path: '/b', operationId: 'repos_get' },
      ],
      { maxLength: 45 },
    );
    expect(names).toEqual([expect.stringMatching(/^repos_get_[0-9a-f]{6}$/), 'repos_get']);
  });
});

describe('names of arguments', () => {
  const part: fc.Arbitrary<NamedPart> = fc.record({
    name: fc.oneof(
      fc.constantFrom('a', 'a-b', 'a.b', 'a_b', '$a', 'filter[a]', '1a', 'b'.repeat(70)),
      fc.string({ minLength: 1 }),
    ),
    place: fc.constantFrom('body', 'path', 'query', 'header', 'cookie'),
  });
  const parts = fc.uniqueArray(part, { selector: ({ name, place }) => `${place} ${name}` });

  it('are distinct, what every provider takes, and plain for properties of the body', () => {
    fc.assert(
      fc.property(parts, (list) => {
        const names = argumentNames(list);
        expect(new Set(names).size).toBe(names.length);
        for (const [index, name] of names.entries()) {
          expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
          const { place, name: stated } = list[index] as NamedPart;
          if (place === 'body' && /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(stated)) expect(name).toBe(stated);
        }
      }),
    );
  });
});
