import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEpochs } from '../../functions/platform/registry/catalogue-repository.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { recordedChanges } from '../../test/support/recorded-changes.ts';
import type { AuditedTable } from '../command/audited-table.ts';
import { ending } from '../command/run-program.ts';
import { registryState } from './policy-state.ts';
import { POLICY } from './program.ts';
import { historyCommand, listCommand, rollbackCommand, saveCommand } from './stored-commands.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...argv: string[]) => ending(POLICY, argv);

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('npm run policy -- test', () => {
  it('passes the cases that ship', async () => {
    const { stdout: text, exitCode } = await run('test');
    expect(text).toMatch(/\n[1-9]\d+ passed, 0 failed$/);
    expect(exitCode).toBe(0);
  });

  it('lists the differences from what a case expects, and ends with 1', async () => {
    const cases = file('cases.json', [
      { name: 'fits', tool: 'health_check', expect: { effect: 'allow' } },
      {
        name: 'does not',
        tool: 'health_check',
        expect: { effect: 'deny', policies: ['other'], reason: 'why', visible: false, logOnly: ['noted'] },
      },
    ]);
    const { stdout: text, exitCode } = await run('test', cases);
    expect(exitCode).toBe(1);
    for (const line of [
      'ok    fits',
      'FAIL  does not',
      'effect is allow, expected deny',
      'policies are [public-tools], expected [other]',
      'no reason says "why"',
      'visible is true',
      'noted are [], expected [noted]',
      '1 passed, 1 failed',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('ends with 1 if there is no case', async () => {
    expect(await run('test', file('none.json', []))).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['[{"name": "x", "expect": {"effect": "maybe"}}]', /case 0\.expect\.effect/],
    ['[{"name": "x", "rolls": [], "expect": {"effect": "deny"}}]', /rolls/],
    ['[{"name": "x", "tool": "verify_pn", "expect": {"effect": "deny"}}]', /Did you mean "verify_pan"/],
    ['{', /cases-with-a-fault\.json: /],
  ])('names the fault of the cases %s', async (content, message) => {
    expect((await run('test', file('cases-with-a-fault.json', content))).stderr).toMatch(message);
  });
});

describe('npm run policy -- explain', () => {
  it('prints effect, reason, the policy with its lines, and the changes that would allow the call', async () => {
    const { stdout: text } = await run('explain', '--tool', 'verify_pan', '--role', 'user');
    expect(text).toContain('DENY; the tool is listed\n  The credential lacks the scopes: kyc:read.');
    expect(text).toMatch(/required-scopes@1 \(ENFORCE, priority 90\)\n {3}1 {2}@id/);
    expect(text).toContain('It would be allowed:\n  with the scopes kyc:read');
  });

  it('prints policies that only note, and changes that would allow a call that no role allows now', async () => {
    const { stdout: text } = await run(...'explain --tool verify_pan --scope * --finding prompt_injection'.split(' '));
    expect(text).toContain('DENY; the tool is not listed');
    expect(text).toContain('with the role "operator"');
    expect(text).toContain('noted only (deny): prompt-injection-findings@1');
  });

  it('offers no change if the call is allowed', async () => {
    const { stdout: text } = await run(...'explain --tool verify_ifsc --role user --scope * --arg ifsc="X"'.split(' '));
    expect(text).toContain('ALLOW; the tool is listed');
    expect(text).not.toContain('It would be allowed');
  });

  it.each([
    ['explain', '--tool is missing: give --tool NAME.', 2],
    ['explain --tool verify_pan --tier gold', '--tier takes one of free,', 2],
    ['explain --tool verify_pan --arg x', '--arg takes NAME=VALUE, not "x".', 2],
    ['explain --tool verify_pan@9', 'The tool "verify_pan" has no version "9".', 1],
  ])('refuses "%s" and says what would be right', async (line, sentence, exitCode) => {
    expect(await run(...line.split(' '))).toMatchObject({ stderr: expect.stringContaining(sentence), exitCode });
  });
});

describe('npm run policy -- validate', () => {
  it('prints file, line, column and advice for each problem', async () => {
    const bad = file('bad.cedar', 'permit (principal,\n  action, resource is Tool) when { resource.nam == "x" };');
    const { stdout: text, exitCode } = await run('validate', bad);
    expect(text).toContain(`${bad}:2:36: error: attribute \`nam\` on entity type \`Tool\` not found`);
    expect(exitCode).toBe(1);
  });

  it('finds an argument that the tool does not have', async () => {
    const forbid = (argument: string) =>
      `forbid (principal, action in Action::"call:verify_ifsc", resource) when { context.arguments has ${argument} };`;
    expect(await run('validate', file('good.cedar', forbid('ifsc')))).toMatchObject({ exitCode: 0 });
    expect(await run('validate', file('none.cedar', forbid('ifcs')))).toMatchObject({ exitCode: 1 });
  });
});

describe('npm run policy', () => {
  it('lists the policies and prints the schema of the tools of this repository', async () => {
    expect((await run('list')).stdout).toContain('role-admin@1');
    expect((await run('schema')).stdout).toContain('action "call:verify_ifsc@1.0.0" in ["call:verify_ifsc"]');
  });

  it('asks for a registry if a command works on stored policies', async () => {
    const needsRegistry = {
      stderr: expect.stringMatching(/^This command works on a registry: give --local/),
      exitCode: 2,
    };
    expect(await run('history', 'role-user')).toMatchObject(needsRegistry);
    expect(await run('replay', 'candidate.cedar')).toMatchObject(needsRegistry);
    expect((await run('rollback', 'x', 'y')).stderr).toMatch(/^VERSION is a whole number, not "y"\./);
  });

  it('asks for the audit table if calls of a deployed stage are replayed', async () => {
    expect((await run('replay', 'candidate.cedar', '--table', 'manifold-registry')).stderr).toMatch(
      /^--audit-table is missing/,
    );
  });
});

describe('npm run policy, on a registry', () => {
  let database: TestDatabase;
  const { changes, events } = recordedChanges();
  let registry: AuditedTable;
  beforeAll(async () => {
    database = await startDynamoDb();
    registry = { client: database.client, table: await database.table(), changes };
  });
  afterAll(() => database.stop());

  it('saves a policy from a file, lists its versions and makes an earlier one the newest', async () => {
    const text = (role: string) => `@id("mine")\npermit (principal in Role::"${role}", action, resource);`;
    const save = async (role: string) =>
      saveCommand(await registryState(registry, 'platform'), registry, file('mine.cedar', text(role)));
    expect((await save('one')).text).toContain('mine@1 is in force');
    expect((await save('two')).text).toContain('mine@2 is in force');
    const state = await registryState(registry, 'platform');
    const { text: sentence } = await rollbackCommand(state, registry, { id: 'mine', version: 1 });
    expect(sentence).toContain('mine@3 is version 1 again');
    expect((await historyCommand(registry, 'mine')).text.split('\n')).toHaveLength(3);
    expect(listCommand(await registryState(registry, 'platform')).text).toMatch(/^mine@3 /);
    expect((await readEpochs(registry)).policies).toBe(3);
    expect(await historyCommand(registry, 'other')).toMatchObject({ exitCode: 1 });
    const changed = events
      .filter(({ phase }) => phase === 'outcome')
      .map(({ before, after }) => [before?.version, after?.version]);
    expect(changed).toEqual([
      [undefined, 1],
      [1, 2],
      [2, 3],
    ]);
  });
});
