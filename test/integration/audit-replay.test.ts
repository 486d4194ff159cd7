import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { replayCommand } from '../../scripts/policy/replay-command.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { newKey } from './support/control.ts';
import { answerOf, callTool, modern } from './support/endpoint.ts';

const { tables } = endpoints();
const client = operatorTables(endpoints());
const folder = mkdtempSync(join(tmpdir(), 'replay-'));
afterAll(() => {
  client.destroy();
  rmSync(folder, { recursive: true });
});

it('a policy replay of a recorded call gives the decision of that call, and that of a candidate policy', async () => {
  const tenant = `replay-${randomUUID()}`;
  const key = await newKey({ id: 'test:replayed', tenant, roles: ['user'], scopes: ['*'] });
  const note = { person: 'Test Person', consent: 'Y', reason: 'integration test' };
  await callTool('save_note', { ...note, topic: 'onboarding' }, { key });
  await callTool('save_note', { ...note, topic: 'support' }, { key });
  await callTool('save_note', { ...note, topic: 'gossip' }, { key });
  await answerOf(modern('tools/call', { name: 'no_such_tool', arguments: {} }, { key }));

  const file = join(folder, 'candidate.cedar');
  const when = 'context.arguments has topic && context.arguments.topic == "support"';
  writeFileSync(
    file,
    `@id("no-support")\nforbid (principal, action in Action::"call:save_note", resource) when { ${when} };`,
  );
  const table = (name: string) => ({ client, table: tables[name] ?? '' });
  const range = { from: Date.now() - 3_600_000, to: Date.now() + 1_000 };
  const places = { registry: table('registry'), audit: table('audit') };
  const { text } = await replayCommand({ ...places, file, range, tenant, progress: () => undefined });
  expect(text).toContain('2 calls were replayed.');
  expect(text).toContain(`Newly denied: 1\n  1  save_note  test:replayed of ${tenant}`);
  expect(text).not.toContain('decided otherwise at the time');
  expect(text).toContain('answered before policies were asked (E2004)');
  expect(text).toContain('answered before policies were asked (E3001)');
});
