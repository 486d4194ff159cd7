import { expect, it } from '@jest/globals';
import { fieldForAudit } from './field-for-audit.ts';

const schema = {
  type: 'object',
  properties: {
    note: { type: 'string' },
    items: { type: 'array', items: { anyOf: [{ properties: { text: { type: 'string' } } }] } },
    extra: { type: 'object' },
  },
};

it.each([
  ['note', 'note'],
  ['items.3.text', 'items.3.text'],
  ['extra.Jane Doe', 'extra.(undeclared)'],
  ['Jane Doe', '(undeclared)'],
  ['extra.Jane Doe (key)', 'extra.(undeclared) (key)'],
  ['note (key)', 'note (key)'],
  ['900000000000', '(undeclared)'],
])('a finding at %s is kept as %s', (field, kept) => {
  expect(fieldForAudit(schema, field)).toBe(kept);
});
