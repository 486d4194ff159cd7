/**
 * `node inside.ts <front bundle> <bare bundle>`, in the environment of a running front: calls both handlers directly,
 * in one process, until they are warm, and prints the processor time of a call in milliseconds as JSON. Front does all
 * that it does in a function, its AWS calls included; the time that it waits for them does not count.
 */
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
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
const call = toolCall('');
const list = toolList('');
console.log(
  JSON.stringify({
    'SDK handler, tools/call': await measure(bare, call),
    'front, tools/call': await measure(front, call),
    'front, tools/list': await measure(front, list),
  }),
);
process.exit();

async function handlerOf(bundle: string): Promise<Handler> {
  const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };
  return handler;
}

/** Twice as many calls as are counted: the first half is for the compiler. */
async function measure(handler: Handler, shot: Shot): Promise<number> {
  for (let count = 0; count < CALLS; count += 1) await once(handler, shot);
  const before = process.cpuUsage();
  for (let count = 0; count < CALLS; count += 1) await once(handler, shot);
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
