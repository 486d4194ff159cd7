import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newKey } from '../../integration/support/control.ts';
import { callTool } from '../../integration/support/endpoint.ts';
import { readableTables } from './support/readable-tables.ts';

const CONSENT = { consent: 'Y', reason: 'Onboarding of a new customer' };
const QUESTIONS: [tool: string, args: Record<string, unknown>, answered: string[]][] = [
  [
    'verify_pan',
    { pan: 'XXXPX1234A', name_as_per_pan: 'John Ronald Doe', date_of_birth: '11/11/2001', ...CONSENT },
    ['XXXPX1234A', 'name_match'],
  ],
  ['verify_bank_account_penniless', { ifsc: 'SBIN0021745', account_number: '900000000000' }, ['name_at_bank']],
  ['mca_director_search', { din: '99999999', ...CONSENT }, ['99999999']],
];

describe('an attacker who reads the state table', () => {
  it.each(QUESTIONS)('finds no part of a cached response of %s', async (tool, args, answered) => {
    const key = await newKey({ id: `test:officer-${randomUUID()}`, scopes: ['kyc:read'] });
    const first = await callTool(tool, args, { key });
    expect(first.structuredContent).toBeDefined();
    const again = await callTool(tool, args, { key });
    expect(again._meta['manifold/cached']).toBe(true);
    expect(again.structuredContent).toEqual(first.structuredContent);
    const texts = Object.entries(first.structuredContent).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length > 6,
    );
    const table = await readableTables(['state']);
    expect([...texts.map(([, value]) => value), ...answered].filter((text) => table.includes(text))).toEqual([]);
    // Names of fields are words that other items have too, such as the name of a task's tool.
    const cache = await readableTables(['state'], 'cache');
    expect(cache).not.toBe('');
    expect(texts.map(([name]) => name).filter((name) => cache.includes(name))).toEqual([]);
  });
});
