import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { AuditField } from '../../../schemas/audit-field.ts';
import { checkAuditFields } from './check-audit-fields.ts';

const inputSchema = z.toJSONSchema(
  z.object({
    words: z.string(),
    kind: z.enum(['a', 'b']).nullable(),
    kinds: z.array(z.enum(['a', 'b'])),
    yes: z.boolean(),
    count: z.int().min(1).max(10),
    open: z.number().min(0),
    texts: z.array(z.string()),
    deep: z.object({ yes: z.boolean() }),
  }),
);
const check = (path: string, field: AuditField, sensitiveFields: string[] = []) =>
  checkAuditFields({ name: 'pay', inputSchema, auditFields: { [path]: field }, sensitiveFields });

describe('the audit fields of a tool', () => {
  it.each(['kind', 'kinds', 'yes', 'count', 'deep.yes'])('may declare %s as closed', (path) => {
    expect(() => check(path, 'closed')).not.toThrow();
  });

  it.each(['words', 'open', 'texts', 'deep'])('may not declare %s as closed, since it accepts free values', (path) => {
    expect(() => check(path, 'closed')).toThrow(`"${path}" of the tool "pay" is not closed`);
  });

  it('must be arguments of the tool that are not sensitive', () => {
    expect(() => check('absent', 'hashed')).toThrow('is not an argument');
    expect(() => check('deep.absent', 'hashed')).toThrow('is not an argument');
    expect(() => check('words', 'hashed', ['words'])).toThrow('sensitiveFields');
  });

  it('must have patterns that compile', () => {
    expect(() => check('words', { pattern: '[' })).toThrow(SyntaxError);
    expect(() => check('words', { pattern: '[a-z]+' })).not.toThrow();
  });
});
