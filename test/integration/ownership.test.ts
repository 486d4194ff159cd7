import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadManifests } from '../../lib/families.ts';
import { scopesOf } from '../../lib/scopes.ts';
import { newKey } from './support/control.ts';
import { answerOf, callTool, listTools, modern } from './support/endpoint.ts';

const ADA = `test:ada-${randomUUID()}`;
const BOB = `test:bob/${randomUUID()}`;
const SCOPES = ['harness:read', 'harness:write', 'tools:list'];
/** Every scope that a person may have, so that a stranger is not refused for a missing scope. */
const everyScope = async () => scopesOf(await loadManifests()).requestable;

let ada: string;
let bob: string;
let clerk: string;
let foreigner: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, scopes: SCOPES });
  bob = await newKey({ id: BOB, scopes: [...SCOPES, ...(await everyScope())] });
  clerk = await newKey({ id: 'test:clerk', roles: ['admin'], scopes: [...SCOPES, 'users:act'] });
  foreigner = await newKey({ id: ADA, tenant: 'elsewhere', roles: ['admin'], scopes: [...SCOPES, 'users:act'] });
});

const keep = (key: string, args: Record<string, unknown>) =>
  callTool('keep_note', { topic: 'travel', text: 'Window seat.', ...args }, { key });
const read = (key: string, uri: string) => answerOf(modern('resources/read', { uri }, { key }));
const listOf = async (key: string, uri: string) => {
  const { result, error } = await read(key, uri);
  if (error) throw new Error(JSON.stringify(error));
  return JSON.parse(result.contents[0].text) as { notes: { note_id: string; topic: string }[]; next?: string };
};
const refusal = { code: -32602, data: expect.objectContaining({ code: 'E4007' }) };

describe('a note of the caller', () => {
  it('is stored for the caller, whichever of the caller’s names is given', async () => {
    const owners = [await keep(bob, { user_id: 'me' }), await keep(bob, { user_id: BOB }), await keep(bob, {})];
    expect(owners.map(({ structuredContent }) => structuredContent.user_id)).toEqual([BOB, BOB, BOB]);
    const { notes } = await listOf(bob, `harness://${encodeURIComponent(BOB)}/notes`);
    expect(notes).toHaveLength(2);
  });

  it('can be opened again, and is listed page by page, of one topic or of all', async () => {
    const topic = randomUUID();
    const kept = [await keep(ada, { topic }), await keep(ada, { topic, text: 'Grüße.' }), await keep(ada, { topic })];
    const ids = kept.map(({ structuredContent }) => structuredContent.note_id);
    const first = await listOf(ada, `harness://me/notes?topic=${topic}`);
    const second = await listOf(ada, `harness://me/notes?cursor=${first.next}&topic=${topic}`);
    expect([...first.notes, ...second.notes].map(({ note_id }) => note_id).sort()).toEqual([...ids].sort());
    const { result } = await read(ada, `harness://note/${ids[1]}`);
    expect(result.contents[0].text).toContain('Grüße.');
  });
});

describe('a caller who asks for notes of another person', () => {
  it('is refused by every tool that takes a user_id, as if there were no notes', async () => {
    const tools = await listTools({ key: bob });
    const owned = tools.filter(({ inputSchema }) => inputSchema.properties?.user_id !== undefined);
    expect(owned.map(({ name }) => name)).toContain('keep_note');
    for (const { name } of owned) {
      const { _meta } = await callTool(name, { user_id: ADA }, { key: bob });
      expect([name, _meta['manifold/error']]).toEqual([
        name,
        expect.objectContaining({ code: 'E4007', details: expect.objectContaining({ field: 'user_id' }) }),
      ]);
    }
  });

  it('is refused by every resource that has a user_id', async () => {
    const { result } = await answerOf(modern('resources/templates/list', {}, { key: bob }));
    const owned = (result.resourceTemplates as { uriTemplate: string }[])
      .map(({ uriTemplate }) => uriTemplate)
      .filter((template) => template.includes('{user_id}'));
    expect(owned).toContain('harness://{user_id}/notes{?topic,cursor}');
    for (const template of owned) {
      const uri = template
        .replace(/\{\?.*\}$/, '')
        .replace('{user_id}', encodeURIComponent(ADA))
        .replace(/\{\w+\}/g, 'x');
      expect([template, (await read(bob, uri)).error]).toEqual([template, expect.objectContaining(refusal)]);
    }
  });

  it('gets the same answer for the id of a note as for one that does not exist', async () => {
    const { structuredContent } = await keep(ada, {});
    const foreign = await read(bob, `harness://note/${structuredContent.note_id}`);
    const unknown = await read(bob, `harness://note/${randomUUID()}`);
    expect(foreign.error).toMatchObject({ code: -32602, data: { code: 'E4007', message: unknown.error.data.message } });
  });
});

it.each([
  ['user', ['users:act']],
  ['developer', ['*']],
  ['operator', ['*', 'users:act']],
])('the role %s with the scopes %j may not act for others', async (role, more) => {
  const key = await newKey({ id: 'test:not-a-clerk', roles: [role], scopes: [...SCOPES, ...more] });
  expect((await keep(key, { user_id: ADA }))._meta['manifold/error']).toMatchObject({ code: 'E4007' });
  expect((await read(key, `harness://${encodeURIComponent(ADA)}/notes`)).error).toMatchObject(refusal);
});

describe('a caller who may act for others', () => {
  it('keeps and lists notes for them', async () => {
    const topic = randomUUID();
    await keep(clerk, { user_id: ADA, topic });
    expect((await listOf(ada, `harness://me/notes?topic=${topic}`)).notes).toHaveLength(1);
    const uri = `harness://${encodeURIComponent(ADA)}/notes?topic=${topic}`;
    expect((await listOf(clerk, uri)).notes).toHaveLength(1);
  });

  it('may do so in the same tenant alone', async () => {
    await keep(ada, {});
    const { notes } = await listOf(foreigner, `harness://${encodeURIComponent(ADA)}/notes`);
    expect(notes).toEqual([]);
  });
});

it('a query that the template does not name is not a resource, and a cursor of another list is refused', async () => {
  expect((await read(ada, 'harness://me/notes?color=red')).error).toMatchObject({ code: -32602 });
  expect((await read(ada, 'harness://me/notes?cursor=bm90IGEgY3Vyc29y')).error).toMatchObject({
    data: { code: 'E2004', details: { field: 'cursor' } },
  });
});
