import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { guardedCall, testPrincipal, testRequest, testServices } from '../../../test/support/guarded-call.ts';
import { refusalOf } from '../../../test/support/refusal-of.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { confirmation } from '../guard/confirmation/confirmation.ts';
import { confirmedCall } from './confirm-call.ts';

let database: TestDatabase;
let state: StateTable;
let events: AuditEvent[] = [];
beforeAll(async () => {
  database = await startDynamoDb();
  state = { client: database.client, table: await database.table() };
});
afterAll(() => database.stop());
beforeEach(() => {
  events = [];
});

const key = async () => onlyKey('ab'.repeat(32));
const services = () =>
  testServices({
    state,
    key,
    dispatcher: { dispatch: async () => ({ status: 'ok', effect: 'Refund 12.50 EUR.', meta: {} }) },
    audit: { record: async (event: AuditEvent) => void events.push(event) },
  });

/** The token with which a call is refused. */
async function tokenOf(args: Record<string, unknown>): Promise<string> {
  const call = guardedCall({
    services: services(),
    arguments: args,
    tool: { definition: { name: 'refund', movesMoney: true } },
    context: { idempotencyKey: 'k1' },
  });
  const { details } = await refusalOf(confirmation(call, async () => ({ status: 'ok', meta: {} })));
  return String(details.confirmationToken);
}

const confirmed = (args: Record<string, unknown>, id = 'user:1') =>
  confirmedCall(testRequest({ principal: testPrincipal({ id }) }), services(), args);

describe('confirm_call', () => {
  it('makes the refused call again with the same version, arguments and idempotency key, and with the token', async () => {
    const token = await tokenOf({ amount: '12.50' });
    expect(await confirmed({ token })).toEqual({
      name: 'refund@1.0.0',
      arguments: { amount: '12.50', confirmation_token: token },
      idempotencyKey: 'k1',
    });
  });

  it('refuses the token of another caller and an invented token, and audits the refusal', async () => {
    const token = await tokenOf({ amount: '1.00' });
    await expect(confirmed({ token }, 'user:2')).rejects.toMatchObject({ code: 'E3007' });
    await expect(confirmed({ token: 'mfc_1_invented' })).rejects.toMatchObject({ code: 'E3007' });
    const refusal = { target: 'confirm_call', outcome: 'refused', errorCode: 'E3007' };
    expect(events).toMatchObject([refusal, refusal]);
  });

  it.each([
    [{}, 'E2003'],
    [{ token: 7 }, 'E2004'],
    [{ token: 'mfc_1', amount: '9.00' }, 'E2002'],
  ])('refuses the arguments %j', async (args, code) => {
    await expect(confirmed(args)).rejects.toMatchObject({ code });
  });
});
