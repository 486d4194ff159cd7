/**
 * `node inside.ts <front bundle> <bare bundle>`, in the environment of a running front: calls both handlers directly,
 * in one process, until they are warm, and prints the processor time of a call in milliseconds as JSON. Front does all
 * that it does in a function, its AWS calls included; the time that it waits for them does not count.
 */
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ENV } from '../../../schemas/environment.ts';
import { EPOCH_KEY } from '../../../schemas/keys.ts';
import type { Shot } from '../load.ts';
import { toolCall, toolList } from '../shots.ts';
import { restEvent } from './rest-event.ts';

type Handler = (event: unknown, stream: Writable, context: unknown) => Promise<unknown>;

const CALLS = 1500;
const PRINCIPAL = {
  principalId: 'bench:caller',
  tenant: 'dev',
  tier: 'enterprise',
  roles: 'admin',
  scopes: '*',
  credential: 'bench',
};

/** What Lambda's runtime offers to functions that stream. */
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: Handler) => handler,
    HttpResponseStream: { from: (stream: Writable) => stream },
  },
});

const [frontBundle = '', bareBundle = ''] = process.argv.slice(2);
const front = await handlerOf(frontBundle);
const bare = await handlerOf(bareBundle);
const dynamodb = new DynamoDBClient();
const call = toolCall('');
const list = toolList('');
console.log(
  JSON.stringify({
    'one AWS call': await measure(readEpoch),
    'SDK handler, tools/call': await measure(() => once(bare, call)),
    'front, tools/call': await measure(() => once(front, call)),
    'front, tools/list': await measure(() => once(front, list)),
  }),
);
process.exit();

/** The read that front makes with every request: what the AWS SDK costs without front. */
function readEpoch(): Promise<unknown> {
  const Key = { pk: { S: EPOCH_KEY.pk }, sk: { S: EPOCH_KEY.sk } };
  return dynamodb.send(new GetItemCommand({ TableName: process.env[ENV.REGISTRY_TABLE], Key, ConsistentRead: true }));
}

async function handlerOf(bundle: string): Promise<Handler> {
  const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };
  return handler;
}

/** Twice as many calls as are counted: the first half is for the compiler. */
async function measure(work: () => Promise<unknown>): Promise<number> {
  for (let count = 0; count < CALLS; count += 1) await work();
  const before = process.cpuUsage();
  for (let count = 0; count < CALLS; count += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / CALLS;
}

async function once(handler: Handler, shot: Shot): Promise<void> {
  let answer = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      answer += String(chunk);
      done();
    },
  });
  await handler(restEvent(shot, PRINCIPAL), stream, { getRemainingTimeInMillis: () => 60_000 });
  if (!answer.includes(shot.expects)) throw new Error(`The handler answered ${answer.slice(0, 500)}`);
}
