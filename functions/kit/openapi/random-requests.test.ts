import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { sampleOutcome } from '../../../test/support/openapi-contract/sample-request.ts';
import { contractValidator } from '../../../test/support/openapi-contract/validate-request.ts';
import { compiled } from './testing/documents.ts';

/** A document with one of everything: every place, style, media type and kind of schema. */
const source: unknown = parse(readFileSync(new URL('./testing/everything.yaml', import.meta.url), 'utf8'));
const { operations } = compiled(source);
const contract = contractValidator(source);

describe('requests built of random valid arguments', () => {
  it('are made of operations that are all accepted', () => {
    expect(
      operations.filter(({ verdict }) => verdict !== 'accepted').map(({ path, findings }) => [path, findings]),
    ).toEqual([]);
    expect(operations.length).toBeGreaterThan(12);
  });

  it.each(operations.map(({ method, path, tool }) => [`${method} ${path}`, path, tool] as const))(
    'are accepted by an independent validator: %s',
    async (_, path, tool) => {
      if (tool === undefined) throw new Error('The operation has no tool.');
      for (let seed = 1; seed <= 6; seed += 1) {
        expect(await sampleOutcome(tool, path, contract, seed)).toEqual({ kind: 'accepted' });
      }
    },
  );

  it('are refused by the validator if they are not what the document says', async () => {
    const faults = (url: string, body?: string) =>
      contract.faultsOf(
        '/json/{id}',
        {
          method: body === undefined ? 'GET' : 'POST',
          url: `https://a${url}`,
          headers: { 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
        },
        'https://a',
      );
    expect(await faults('/json/7', '{"name": "a"}')).toEqual([]);
    expect(await faults('/json/x', '{"name": "a"}')).toHaveLength(1);
    expect(await faults('/json/7', '{"name": 1}')).toHaveLength(1);
  });
});
