import { expect, it } from '@jest/globals';
import { testCall } from '../../../test/support/test-call.ts';
import { madeBy, markOf } from './call-mark.ts';

const base = testCall();
const callWith = (providerKey?: string) => testCall({ context: { ...base.context, providerKey } });

it('recognises an object that the call has marked as its own', () => {
  expect(madeBy(callWith('key-1'), { metadata: markOf(callWith('key-1')) })).toBe(true);
});

it.each<{ metadata: Record<string, string> | null }>([
  { metadata: null },
  { metadata: {} },
  { metadata: { manifold_call: 'key-2' } },
])('does not take an object of another call for its own: %j', (object) => {
  expect(madeBy(callWith('key-1'), object)).toBe(false);
});

it('marks nothing and recognises nothing if the call has no key', () => {
  expect(markOf(callWith())).toEqual({});
  expect(madeBy(callWith(), { metadata: {} })).toBe(false);
});
