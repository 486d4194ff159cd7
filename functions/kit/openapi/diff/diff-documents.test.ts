import { describe, expect, it } from '@jest/globals';
import { compiled, documentOf, withBody, withParameters } from '../testing/documents.ts';
import { diffCompiled } from './diff-documents.ts';

const text = { type: 'string' };
const body = (schema: unknown) => withBody(schema);
const answer = (schema: unknown) =>
  documentOf({ paths: { '/a': { get: { responses: { 200: { content: { 'application/json': { schema } } } } } } } });
const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
});

/** Kind of change of the one operation, with what is said of it. */
function changeBetween(old: unknown, next: unknown): [string, string[]] {
  const [operation] = diffCompiled(compiled(old), compiled(next)).operations;
  return [operation?.change ?? '', operation?.changes.map(({ pointer, message }) => `${pointer} ${message}`) ?? []];
}

describe('the difference between two versions of a document', () => {
  it.each<[string, unknown, unknown, string]>([
    [
      'an argument that is new and required',
      body(object({ a: text })),
      body(object({ a: text, b: text }, ['b'])),
      '/input/properties/b "b" is new and required.',
    ],
    [
      'an argument that is required now',
      body(object({ a: text })),
      body(object({ a: text }, ['a'])),
      '/input/properties/a "a" is required now.',
    ],
    [
      'an argument that is gone',
      body(object({ a: text, b: text })),
      body(object({ a: text })),
      '/input/properties/b "b" is gone.',
    ],
    [
      'a value of an enum that is gone',
      body(object({ a: { enum: ['x', 'y'] } })),
      body(object({ a: { enum: ['x'] } })),
      '/input/properties/a "a" no longer takes "y".',
    ],
    [
      'a stricter limit',
      body(object({ a: { type: 'integer', maximum: 9 } })),
      body(object({ a: { type: 'integer', maximum: 5 } })),
      '/input/properties/a "a" has maximum 5 in place of 9.',
    ],
    [
      'a type that is gone',
      body(object({ a: { type: ['string', 'null'] } })),
      body(object({ a: text })),
      '/input/properties/a "a" no longer takes null.',
    ],
    [
      'a stricter item',
      body(object({ a: { type: 'array', items: text } })),
      body(object({ a: { type: 'array', items: { ...text, maxLength: 3 } } })),
      '/input/properties/a/items "a[]" has maxLength 3.',
    ],
    [
      'a variant that is gone',
      body(object({ a: { oneOf: [text, { type: 'integer' }] } })),
      body(object({ a: { oneOf: [text] } })),
      '/input/properties/a "a" no longer takes integer, or takes less of it.',
    ],
    [
      'a property of the answer that is gone',
      answer(object({ a: text, b: text })),
      answer(object({ a: text })),
      '/output/properties/b "b" is no longer in the answer.',
    ],
  ])('reports %s as breaking', (_, old, next, message) => {
    expect(changeBetween(old, next)).toEqual(['breaking', [message]]);
  });

  it('reports an answer with more values than before as breaking', () => {
    const [change, messages] = changeBetween(
      answer(object({ a: { enum: ['x'] } })),
      answer(object({ a: { enum: ['x', 'y'] } })),
    );
    expect([change, messages.length]).toEqual(['breaking', 1]);
    expect(messages[0]).toMatch(
      /^\/output\/properties\/a The answer may have values that the old version excludes: there, "a" does not take "y"/,
    );
  });

  it.each<[string, unknown, unknown]>([
    ['an argument that is new and optional', body(object({ a: text })), body(object({ a: text, b: text }))],
    ['a limit that is gone', body(object({ a: { ...text, maxLength: 3 } })), body(object({ a: text }))],
    ['an argument that is optional now', body(object({ a: text }, ['a'])), body(object({ a: text }))],
    ['a property that is new in the answer', answer(object({ a: text })), answer(object({ a: text, b: text }))],
  ])('reports %s as compatible', (_, old, next) => {
    expect(changeBetween(old, next)[0]).toBe('compatible');
  });

  it('finds no change between equal documents, with any order and names of path parameters', () => {
    const cyclic = { components: { schemas: { Node: object({ next: { $ref: '#/components/schemas/Node' } }) } } };
    const document = withBody(object({ node: { $ref: '#/components/schemas/Node' } }), cyclic);
    expect(changeBetween(document, structuredClone(document))).toEqual(['unchanged', []]);
    const { counts } = diffCompiled(compiled(withParameters([], '/a/{id}')), compiled(withParameters([], '/a/{key}')));
    expect(counts).toMatchObject({ added: 0, removed: 0, breaking: 1 });
  });

  it('reports added and removed operations with their pointers', () => {
    const { operations } = diffCompiled(compiled(withParameters([], '/a')), compiled(withParameters([], '/b')));
    expect(operations).toEqual([
      { method: 'GET', path: '/a', change: 'removed', oldPointer: '#/paths/~1a/get', changes: [] },
      { method: 'GET', path: '/b', change: 'added', newPointer: '#/paths/~1b/get', changes: [] },
    ]);
  });
});
