import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanAnswer, cleanBlock } from './clean-answer.ts';
import { cleanValue } from './clean-value.ts';

describe('a clean value', () => {
  it('is cleaned in every string, and in names', () => {
    expect(cleanValue({ 'na\u200bme': ['\x1b[31mred', { deep: 'a\u202eb' }], n: 1, none: null })).toEqual({
      name: ['red', { deep: 'ab' }],
      n: 1,
      none: null,
    });
  });

  it('keeps both of two names that become the same', () => {
    expect(cleanValue({ 'a\u200b': 1, a: 2, 'a\u200c': 3 })).toEqual({ 'a (2)': 1, a: 2, 'a (3)': 3 });
  });

  it('stays the same if it is clean, and after a second cleaning', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const clean = cleanValue(value);
        expect(cleanValue(clean)).toBe(clean);
        expect(shapeOf(clean)).toBe(shapeOf(value));
      }),
      { numRuns: 500 },
    );
    const answer = { list: [{ text: 'क्\u200dष' }], n: 1 };
    expect(cleanValue(answer)).toBe(answer);
  });

  it('has a member named like a prototype as a member', () => {
    const clean = cleanValue(JSON.parse('{"__proto__":{"x":"\\u0007"},"a":"\\u0007"}'));
    expect(Object.keys(clean)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(clean)).toBe(Object.prototype);
  });
});

describe('a clean answer', () => {
  const image = { type: 'image', data: 'aGVsbG8=', mimeType: 'image/png' };

  it('has its text and structured content cleaned and its pictures as they were', () => {
    const resource = { uri: 'a://b', text: '\x1b[1mx', blob: 'aGk=' };
    const answer = {
      content: [{ type: 'text', text: '\x1b[31mred' }, image, { type: 'resource', resource }],
      structuredContent: { text: '\u202ex' },
    };
    expect(cleanAnswer(answer, { openWorld: false })).toEqual({
      content: [
        { type: 'text', text: 'red' },
        image,
        { type: 'resource', resource: { uri: 'a://b', text: 'x', blob: 'aGk=' } },
      ],
      structuredContent: { text: 'x' },
    });
  });

  it('is marked as untrusted if it comes from outside, in addition to its own marks', () => {
    const annotated = { type: 'text', text: 'x', _meta: { 'provider/id': 7, 'manifold/untrusted': false } };
    expect(cleanAnswer({ content: [annotated, image] }, { openWorld: true })).toEqual({
      content: [
        { ...annotated, _meta: { 'provider/id': 7, 'manifold/untrusted': true } },
        { ...image, _meta: { 'manifold/untrusted': true } },
      ],
    });
  });

  it('cleans the messages of prompts', () => {
    const message = { role: 'user', content: { type: 'text', text: 'a\u200bb' } };
    expect(cleanBlock(message, { openWorld: false })).toEqual({ role: 'user', content: { type: 'text', text: 'ab' } });
  });

  it('has nothing that the answer did not have', () => {
    expect(cleanAnswer({}, { openWorld: true })).toEqual({});
  });
});

/** A value without its texts and names, members in the order of their shapes. */
function shapeOf(value: unknown): string {
  if (typeof value === 'string') return 'text';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(shapeOf)}]`;
  return `{${Object.values(value).map(shapeOf).sort()}}`;
}
