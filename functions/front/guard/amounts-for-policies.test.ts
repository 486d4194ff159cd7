import { expect, it } from '@jest/globals';
import { guardedCall } from '../../../test/support/guarded-call.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import type { FrontRequest } from '../front-request.ts';
import { inputValidation, policy } from './simple-guards.ts';

const AMOUNT = { anyOf: [{ type: 'string' }, { type: 'number' }] };
const tool = {
  definition: {
    inputSchema: { type: 'object', properties: { amount: AMOUNT, amount_minor: { type: 'integer' }, currency: {} } },
    auditFields: { amount: 'hashed' as const, amount_minor: { range: [0, 1e15] as [number, number] } },
    amountFields: { amount: { currencyField: 'currency' } },
  },
};

/** What policies and audit see of a call with these arguments, and what its family gets. */
async function seenOf(args: Record<string, unknown>) {
  const asked: unknown[] = [];
  const engine: FrontRequest['engine'] = {
    decide: async ({ arguments: seen }) => {
      asked.push(seen?.amount_minor);
      return { effect: 'allow', reasons: [], policies: [], logOnly: [], errors: [] };
    },
    visible: () => [],
  };
  const services = { key: async () => onlyKey('k'.repeat(64)) };
  const call = guardedCall({ tool, arguments: args, request: { engine }, services });
  const done = async () => ({ status: 'ok', meta: {} }) as const;
  await inputValidation(call, () => policy(call, done));
  return { policies: asked[0], audit: call.established.audited?.amount_minor, family: call.arguments };
}

it.each([
  [{ amount: '25.00', currency: 'USD' }, 2500],
  [{ amount: 25, currency: 'usd' }, 2500],
  [{ amount: 25, currency: 'JPY' }, 25],
  [{ amount_minor: 2500, currency: 'USD' }, 2500],
  [{ amount: '25.00' }, undefined],
])('policies and audit see the minor units of %j, and the family gets what the caller sent', async (args, minor) => {
  expect(await seenOf(args)).toEqual({ policies: minor, audit: minor, family: args });
});
