import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuditTable, auditTrail } from '../../functions/platform/audit/audit-trail.ts';
import { seedPolicies } from '../../functions/platform/policy/save-policy.ts';
import type { RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { CATALOGUE_PK, toolSk } from '../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { repositoryState } from './policy-state.ts';
import { replayCommand } from './replay-command.ts';

const START = Date.parse('2026-11-21T10:00:00.000Z');
const NAME = 'verify_ifsc';

let database: TestDatabase;
let registry: RegistryTable;
let audit: AuditTable;
let folder: string;
let version: string;
beforeAll(async () => {
  database = await startDynamoDb();
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const state = await repositoryState();
  const record = state.catalogue.tools.get(NAME)?.[0];
  if (!record) throw new Error(`There is no tool ${NAME}.`);
  version = record.definition.version;
  registry = { client: database.client, table: await database.table() };
  await database.client.send(
    new PutCommand({ TableName: registry.table, Item: { pk: CATALOGUE_PK, sk: toolSk(NAME, version), ...record } }),
  );
  await seedPolicies({ registry, cedar: state.cedar, schema: state.schema }, state.records.policies);
});
afterAll(() => {
  database.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  audit = { client: database.client, table: await database.table() };
});

let calls = 0;
/** Records the outcome of a call; by default a user's call that was allowed. */
async function called(event: Partial<AuditEvent> = {}): Promise<void> {
  calls += 1;
  await auditTrail(audit).record({
    callId: `call-${calls}`,
    phase: 'outcome',
    at: new Date(START + calls).toISOString(),
    correlationId: `request-${calls}`,
    tenant: 'acme',
    principal: 'issuer:ada',
    credential: 'key',
    address: '192.0.2.0/24',
    operation: 'tools/call',
    target: NAME,
    version,
    argumentsHash: '00',
    argumentsProjection: { ifsc: 'SBIN0021745' },
    decision: 'allow',
    outcome: 'ok',
    asked: { roles: ['user'], scopes: ['*'], tier: 'free', endpoint: 'all' },
    ...event,
  });
}

async function replay(text: string, tenant?: string): Promise<string> {
  const file = join(folder, 'candidate.cedar');
  writeFileSync(file, text);
  const range = { from: START, to: START + 3_600_000 };
  return (await replayCommand({ registry, audit, file, range, tenant, progress: () => undefined })).text;
}

const forbid = (when: string, head = '@id("new-rule")\n@reason("Not this branch.")') =>
  `${head}\nforbid (principal, action in Action::"call:${NAME}", resource) when { ${when} };`;

describe('npm run policy -- replay', () => {
  it('names the calls that a candidate would deny, by tool and principal, with examples', async () => {
    await called();
    await called();
    await called({ principal: 'issuer:bob', tenant: 'globex' });
    await called({ argumentsProjection: { ifsc: 'HDFC0000001' } });
    const text = await replay(forbid('context.arguments has ifsc && context.arguments.ifsc == "SBIN0021745"'));
    expect(text).toContain('new-rule, in addition to the others');
    expect(text).toContain('4 calls were replayed.');
    expect(text).toContain('Newly denied: 3');
    expect(text).toContain(`  2  ${NAME}  issuer:ada of acme: Not this branch.`);
    expect(text).toContain(`  1  ${NAME}  issuer:bob of globex`);
    expect(text).toMatch(/2026-11-21T10:00:00\.\d+Z request-\d+/);
  });

  it('replaces the policy that has the id of the candidate, and names the calls that would be allowed', async () => {
    await called({
      asked: { roles: [], scopes: ['*'], tier: 'free', endpoint: 'all' },
      decision: 'deny',
      outcome: 'refused',
    });
    const text = await replay('@id("role-user")\npermit (principal, action in Action::"tools:execute", resource);');
    expect(text).toContain('role-user, in place of role-user@1');
    expect(text).toContain('Newly allowed: 1');
  });

  it('finds a tool that was hidden and would be listed', async () => {
    await called({
      asked: { roles: [], scopes: ['*'], tier: 'free', endpoint: 'all' },
      decision: undefined,
      version: undefined,
      outcome: 'refused',
      errorCode: 'E3001',
    });
    const text = await replay(
      '@id("role-user")\npermit (principal, action in [Action::"tools:execute", Action::"tools:list"], resource);',
    );
    expect(text).toContain('It was hidden, and would be listed.');
  });

  it('finds calls that would wait for an approval', async () => {
    await called();
    const head = '@id("two-people")\n@decision("requires-approval")';
    expect(await replay(forbid('context.arguments has ifsc', head))).toContain('Newly waiting for an approval: 1');
  });

  it('says that no decision would change, and names decisions that differed at the time', async () => {
    await called();
    await called({ decision: 'deny', outcome: 'refused', errorCode: 'E1004' });
    const text = await replay(forbid('context.arguments has ifsc && context.arguments.ifsc == "XXXX0000000"'));
    expect(text).toContain('Nothing would change for them.');
    expect(text).toContain('1 of them were decided otherwise at the time');
  });

  it('says that a comparison with a hash cannot be decided, and decides the calls that do not need it', async () => {
    await called({ argumentsProjection: { ifsc: { hash: '0f' } } });
    await called({ argumentsProjection: { ifsc: { hash: '0f' } }, principal: 'issuer:bob' });
    const compares =
      'principal.id == "issuer:bob" } when { context.arguments has ifsc && context.arguments.ifsc == "X"';
    const text = await replay(forbid(compares));
    expect(text).toContain('1 call was replayed.');
    expect(text).toContain('  1  undecidable: audit has a hash of "ifsc", which new-rule@1 looks at');
    expect(await replay(forbid('context.arguments has ifsc'))).toContain('Newly denied: 2');
  });

  it('reads the id of a person like the live policy', async () => {
    await called({ argumentsProjection: { ifsc: { person: 'issuer:ada' } } });
    const text = await replay(forbid('context.arguments has ifsc && context.arguments.ifsc == principal.id'));
    expect(text).toContain('Newly denied: 1');
  });

  it('says which calls could not be replayed, and why', async () => {
    await called({ decision: undefined, outcome: 'refused', errorCode: 'E2004' });
    await called({ asked: undefined });
    await called({ version: '0.0.1' });
    await called({ operation: 'keys/create', decision: undefined });
    const text = await replay(forbid('context.arguments has ifsc'));
    expect(text).toContain('0 calls were replayed.');
    expect(text).toContain('3 calls could not be replayed:');
    expect(text).toContain('  1  answered before policies were asked (E2004)');
    expect(text).toContain('  1  without the roles and scopes that it came with');
    expect(text).toContain(`  1  of ${NAME}@0.0.1, which the registry no longer has`);
  });

  it('reads the calls of one tenant if a tenant is named', async () => {
    await called();
    await called({ tenant: 'globex' });
    expect(await replay(forbid('context.arguments has ifsc'), 'globex')).toContain('1 call was replayed.');
  });

  it('refuses a candidate that is not valid, with the place of the mistake', async () => {
    await expect(replay(forbid('context.arguments has ifcs'))).rejects.toThrow('candidate.cedar');
  });

  it('says that addresses are known in part if the candidate reads addresses', async () => {
    await called();
    const text = await replay(forbid('context has sourceIp && context.sourceIp.isInRange(ip("192.0.2.0/24"))'));
    expect(text).toContain('Newly denied: 1');
    expect(text).toContain('Addresses are known only without their host part.');
  });
});
