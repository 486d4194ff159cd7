import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';
import { newKey } from '../../integration/support/control.ts';
import { callTool } from '../../integration/support/endpoint.ts';

const client = operatorTables(endpoints());
afterAll(() => client.destroy());

/** All that lies in the state table, binary values as their bytes. */
async function stateTable(): Promise<string> {
  const found: string[] = [];
  for await (const page of paginateScan({ client }, { TableName: endpoints().tables.state })) {
    for (const item of page.Items ?? []) {
      found.push(
        JSON.stringify(item, (_name, value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
        ),
      );
    }
  }
  return found.join('\n');
}

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

describe('whoever reads the state table', () => {
  it.each(QUESTIONS)('finds nothing of a kept answer of %s', async (tool, args, answered) => {
    const key = await newKey({ id: `test:officer-${randomUUID()}`, scopes: ['kyc:read'] });
    const first = await callTool(tool, args, { key });
    expect(first.structuredContent).toBeDefined();
    const again = await callTool(tool, args, { key });
    expect(again._meta['manifold/cached']).toBe(true);
    expect(again.structuredContent).toEqual(first.structuredContent);
    const table = await stateTable();
    const names = Object.entries(first.structuredContent).flatMap(([name, value]) =>
      typeof value === 'string' && value.length > 6 ? [name, value] : [],
    );
    expect([...names, ...answered].filter((text) => table.includes(text))).toEqual([]);
  });
});
