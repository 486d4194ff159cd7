import { createHmac, randomUUID } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { control, newKey } from './support/control.ts';
import { answerOf, callTool, modern } from './support/endpoint.ts';

const KEY = 'key-of-the-test-provider';
const OWNER = `test:owner-${randomUUID()}`;

let owner: string;
beforeAll(async () => {
  const { awsEndpoint, operator, signingSecrets } = endpoints();
  const client = new SecretsManagerClient({ endpoint: awsEndpoint, region: 'us-east-1', credentials: operator });
  const SecretString = JSON.stringify({ HOOK_KEY: KEY });
  await client.send(new PutSecretValueCommand({ SecretId: signingSecrets.harness, SecretString }));
  owner = await newKey({ id: OWNER, scopes: ['harness:read', 'tools:list'] });
});

const now = () => Math.floor(Date.now() / 1000);
const noteArrived = () => ({
  id: randomUUID(),
  tenant: 'dev',
  owner: OWNER,
  topic: 'mail',
  text: 'A parcel came. Grüße!',
});

/** Posts an event as the test's provider does. */
async function deliver(event: { id: string }, { path = 'harness/hook', time = now(), key = KEY } = {}) {
  const body = JSON.stringify(event, null, 1);
  const response = await fetch(`${endpoints().apiUrl}/webhooks/${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-hook-time': String(time),
      'x-hook-signature': createHmac('sha256', key).update(`${time}.${body}`).digest('hex'),
    },
  });
  return { code: response.status, answer: (await response.json()) as { status?: string; error?: { code: string } } };
}

/** How often an event was handled; this request counts too. */
const countOf = async (id: string) => ((await control(`/counters/${id}`)) as { count: number }).count;
const read = (uri: string) => answerOf(modern('resources/read', { uri }, { key: owner }));

describe('an event from a provider', () => {
  it('reaches its family through the queue, which stores it encrypted for its person', async () => {
    const event = noteArrived();
    expect(await deliver(event)).toEqual({ code: 200, answer: { status: 'accepted' } });
    await control(`/gates/${event.id}/wait`);
    const { result } = await read(`harness://note/${event.id}`);
    expect(result.contents[0].text).toContain(event.text);
  });

  it('is handled once, however often it is sent', async () => {
    const event = noteArrived();
    const time = now();
    const answers = [];
    for (const seconds of [0, 1, 2]) answers.push(await deliver(event, { time: time + seconds }));
    expect(answers.map(({ answer }) => answer.status)).toEqual(['accepted', 'duplicate', 'duplicate']);
    await control(`/gates/${event.id}/wait`);
    // An event that arrives after it shows that the first one is no longer on its way.
    const last = noteArrived();
    await deliver(last);
    await control(`/gates/${last.id}/wait`);
    expect(await countOf(event.id)).toBe(2);
  });

  it.each([
    ['signed with another key', { key: 'another' }, 400, 'E2001'],
    ['ten minutes old', { time: now() - 600 }, 400, 'E2001'],
    ['sent to an unknown source', { path: 'harness/other' }, 404, 'E3001'],
    ['sent to a family without webhooks', { path: 'kyc/hook' }, 404, 'E3001'],
  ])('is refused if it is %s', async (_what, changes, code, error) => {
    expect(await deliver(noteArrived(), changes)).toMatchObject({ code, answer: { error: { code: error } } });
  });

  it('is refused if it is recorded and sent again', async () => {
    const event = noteArrived();
    const time = now();
    await deliver(event, { time });
    expect(await deliver(event, { time })).toMatchObject({ code: 409, answer: { error: { code: 'E2007' } } });
  });
});

it('a schedule runs the background work of a family', async () => {
  const turns = async () => (await callTool('count_turns')).structuredContent.count as number;
  const before = await turns();
  const [run] = (await control('/schedules/harness')) as { failed: boolean }[];
  expect(run).toMatchObject({ failed: false });
  expect(await turns()).toBe(before + 1);
});
