import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEpochs } from '../../functions/platform/registry/catalogue-repository.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { recordedChanges } from '../../test/support/recorded-changes.ts';
import { type Options, runCommand } from './run-command.ts';
import { historyCommand, listCommand, type PolicyDesk, rollbackCommand, saveCommand } from './stored-commands.ts';
import { registryWorld } from './world.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (line: string[], options: Partial<Options> = {}) =>
  runCommand(line, { local: false, state: '.manifold', ...options });

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('npm run policy -- test', () => {
  it('passes the cases that ship', async () => {
    const { text, exitCode } = await run(['test']);
    expect(text).toMatch(/\n[1-9]\d+ passed, 0 failed$/);
    expect(exitCode).toBe(0);
  });

  it('says what is not as a case expects, and fails', async () => {
    const cases = file('cases.json', [
      { name: 'fits', tool: 'health_check', expect: { effect: 'allow' } },
      {
        name: 'does not',
        tool: 'health_check',
        expect: { effect: 'deny', policies: ['other'], reason: 'why', visible: false, logOnly: ['noted'] },
      },
    ]);
    const { text, exitCode } = await run(['test', cases]);
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

  it('fails where there is no case', async () => {
    expect(await run(['test', file('none.json', [])])).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['[{"name": "x", "expect": {"effect": "maybe"}}]', /case 0\.expect\.effect/],
    ['[{"name": "x", "rolls": [], "expect": {"effect": "deny"}}]', /rolls/],
    ['[{"name": "x", "tool": "verify_pn", "expect": {"effect": "deny"}}]', /Did you mean "verify_pan"/],
    ['{', /cases-with-a-fault\.json: /],
  ])('tells what is wrong with %s', async (content, message) => {
    await expect(run(['test', file('cases-with-a-fault.json', content)])).rejects.toThrow(message);
  });
});

describe('npm run policy -- explain', () => {
  it('gives effect, reason, the policy with its lines, and what would help', async () => {
    const { text } = await run(['explain'], { tool: 'verify_pan', role: ['user'] });
    expect(text).toContain('DENY; the tool is listed\n  The credential lacks the scopes: kyc:read.');
    expect(text).toMatch(/required-scopes@1 \(ENFORCE, priority 90\)\n {3}1 {2}@id/);
    expect(text).toContain('It would be allowed:\n  with the scopes kyc:read');
  });

  it('says who may where nobody may, and what is only noted', async () => {
    const { text } = await run(['explain'], { tool: 'verify_pan', scope: ['*'], finding: ['prompt_injection'] });
    expect(text).toContain('DENY; the tool is not listed');
    expect(text).toContain('with the role "operator"');
    expect(text).toContain('noted only (deny): prompt-injection-findings@1');
  });

  it('offers nothing to one who may', async () => {
    const { text } = await run(['explain'], { tool: 'verify_ifsc', role: ['user'], scope: ['*'], arg: ['ifsc="X"'] });
    expect(text).toContain('ALLOW; the tool is listed');
    expect(text).not.toContain('It would be allowed');
  });

  it.each<[Partial<Options>, string]>([
    [{}, 'Name the tool'],
    [{ tool: 'verify_pan', tier: 'gold' }, '"gold" is no tier'],
    [{ tool: 'verify_pan', arg: ['x'] }, '--arg is name=value'],
    [{ tool: 'verify_pan@9' }, 'no version "9"'],
  ])('asks for what is missing: %j', async (options, message) => {
    await expect(run(['explain'], options)).rejects.toThrow(message);
  });
});

describe('npm run policy -- validate', () => {
  it('prints file, line, column and advice', async () => {
    const bad = file('bad.cedar', 'permit (principal,\n  action, resource is Tool) when { resource.nam == "x" };');
    const { text, exitCode } = await run(['validate', bad]);
    expect(text).toContain(`${bad}:2:36: error: attribute \`nam\` on entity type \`Tool\` not found`);
    expect(exitCode).toBe(1);
  });

  it('knows the arguments of the tools there are', async () => {
    const forbid = (argument: string) =>
      `forbid (principal, action in Action::"call:verify_ifsc", resource) when { context.arguments has ${argument} };`;
    expect(await run(['validate', file('good.cedar', forbid('ifsc'))])).toMatchObject({ exitCode: 0 });
    expect(await run(['validate', file('none.cedar', forbid('ifcs'))])).toMatchObject({ exitCode: 1 });
  });
});

it('tells how it is used', async () => {
  await expect(run([])).rejects.toThrow('npm run policy -- explain');
  await expect(run(['rollback', 'x', 'y'])).rejects.toThrow('npm run policy');
  await expect(run(['list', 'x']).then(({ text }) => text)).resolves.toContain('role-admin@1');
  await expect(run(['history', 'role-user'])).rejects.toThrow('--local or --table');
  expect((await run(['schema'])).text).toContain('action "call:verify_pan@1.0.0" in ["call:verify_pan"]');
});

describe('a registry', () => {
  let database: TestDatabase;
  const { changes, events } = recordedChanges();
  let registry: PolicyDesk;
  beforeAll(async () => {
    database = await startDynamoDb();
    registry = { client: database.client, table: await database.table(), changes };
  });
  afterAll(() => database.stop());

  it('takes a policy from a file, shows its versions and brings one back', async () => {
    const text = (role: string) => `@id("mine")\npermit (principal in Role::"${role}", action, resource);`;
    const save = async (role: string) =>
      saveCommand(await registryWorld(registry, 'platform'), registry, file('mine.cedar', text(role)));
    expect((await save('one')).text).toContain('mine@1 is in force');
    expect((await save('two')).text).toContain('mine@2 is in force');
    const world = await registryWorld(registry, 'platform');
    const { text: told } = await rollbackCommand(world, registry, { id: 'mine', version: 1 });
    expect(told).toContain('mine@3 is version 1 again');
    expect((await historyCommand(registry, 'mine')).text.split('\n')).toHaveLength(3);
    expect(listCommand(await registryWorld(registry, 'platform')).text).toMatch(/^mine@3 /);
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
