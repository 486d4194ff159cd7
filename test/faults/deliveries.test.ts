import { createHmac, randomUUID } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { control, newKey } from '../integration/support/control.ts';
import { answerOf, modern } from '../integration/support/endpoint.ts';
import { during } from './support/faults.ts';

const KEY = 'key-of-the-test-provider';
const OWNER = `test:owner-${randomUUID()}`;
/** The queue of the family, not the queue of its dead letters. */
const QUEUE = 'harnessqueueevents';

let owner: string;
beforeAll(async () => {
  const { awsEndpoint, operator, signingSecrets } = endpoints();
  const client = new SecretsManagerClient({ endpoint: awsEndpoint, region: 'us-east-1', credentials: operator });
  const SecretString = JSON.stringify({ HOOK_KEY: KEY });
  await client.send(new PutSecretValueCommand({ SecretId: signingSecrets.harness, SecretString }));
  client.destroy();
  owner = await newKey({ id: OWNER, scopes: ['harness:read', 'tools:list'] });
});
afterEach(() => control(`/queues/${QUEUE}/orderly`));

const noteArrived = () => ({ id: randomUUID(), tenant: 'dev', owner: OWNER, topic: 'mail', text: 'A parcel came.' });

/** Posts an event like the test's provider, with a signature of its own. */
async function post(event: { id: string }, secondsAgo = 0) {
  const body = JSON.stringify(event);
  const time = Math.floor(Date.now() / 1000) - secondsAgo;
  const response = await fetch(`${endpoints().apiUrl}/webhooks/harness/hook`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-hook-time': String(time),
      'x-hook-signature': createHmac('sha256', KEY).update(`${time}.${body}`).digest('hex'),
    },
  });
  const { status } = (await response.json()) as { status?: string };
  return { code: response.status, status };
}

const handled = async (id: string) => ((await control(`/counts/${id}`)) as { count: number }).count;
const drained = () => control(`/queues/${QUEUE}/drained`);

it.each(['twice', 'reversed'])('events that the queue delivers %s are handled once each', async (how) => {
  await control(`/queues/${QUEUE}/${how}`);
  const events = Array.from({ length: 12 }, noteArrived);
  const posted = await Promise.all(events.map((event) => post(event)));
  expect(new Set(posted.map(({ status }) => status))).toEqual(new Set(['accepted']));
  await drained();
  for (const { id } of events) {
    expect(await handled(id)).toBe(1);
    const { result } = await answerOf(modern('resources/read', { uri: `harness://note/${id}` }, { key: owner }));
    expect(result.contents[0].text).toContain('A parcel came.');
  }
});

it('an event that its provider sends fifty times at once is handled once', async () => {
  const event = noteArrived();
  // Each is signed for another second, so that it is not refused as a recording.
  const posted = await Promise.all(Array.from({ length: 50 }, (_, index) => post(event, index)));
  expect(posted.filter(({ status }) => status === 'accepted')).toHaveLength(1);
  // The others hear that the event is known, or that it is being accepted.
  expect(posted.filter(({ code, status }) => status !== 'accepted' && status !== 'duplicate' && code !== 409)).toEqual(
    [],
  );
  await drained();
  expect(await handled(event.id)).toBe(1);
});

it('an event that cannot be queued is refused, and accepted when it is sent again', async () => {
  const event = noteArrived();
  const { result } = await during({ service: 'sqs', answer: 'hang up' }, () => post(event, 1));
  expect(result).toMatchObject({ code: 503 });
  expect(await post(event)).toEqual({ code: 200, status: 'accepted' });
  await drained();
  expect(await handled(event.id)).toBe(1);
});

it('an event whose family is killed before it begins is delivered again and handled once', async () => {
  const event = noteArrived();
  const { struck } = await during(
    {
      service: 'dynamodb',
      caller: endpoints().functions.harness,
      contains: [event.id],
      answer: 'hang up',
      times: 1,
      kills: endpoints().functions.harness,
    },
    async () => {
      await post(event);
      let left = (await control(`/queues/${QUEUE}/counts`)) as { inFlight: number };
      while ((await handled(event.id)) === 0) {
        // The test ends the visibility timeout of the message at once.
        if (left.inFlight > 0) await control(`/queues/${QUEUE}/release`);
        left = (await control(`/queues/${QUEUE}/counts`)) as { inFlight: number };
      }
    },
  );
  expect(struck).toBe(1);
  await drained();
  expect(await handled(event.id)).toBe(1);
});
