/**
 * `node handler-calls.ts <front bundle> <bare bundle>`, in the environment of a running front: calls both handlers directly,
 * in one process, until they are warm, and prints the processor time of a call and the requests that it sends to AWS as
 * JSON. Front does all that it does in a function; the time that it waits does not count.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { BARE, CACHED, type HandlerCall, READ } from '../handler-calls.ts';
import { type BenchRequest, keys, lookup, toolCall, toolList, write } from '../requests.ts';
import { restEvent } from './rest-event.ts';

type Handler = (event: unknown, stream: Writable, context: unknown) => Promise<unknown>;

const CALLS = 500;
const WARM_UP = 1_000;
const COUNTED = 20;
const NOWHERE = { url: '' };
const PRINCIPAL = {
  principalId: 'bench:caller',
  tenant: 'dev',
  tier: 'enterprise',
  roles: 'admin',
  scopes: '*',
  credential: 'bench',
};

/** The globals that Lambda's runtime has for functions that stream. */
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: Handler) => handler,
    HttpResponseStream: { from: (stream: Writable) => stream },
  },
});

const counted = new Map<string, number>();
subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest };
  const target = String(request.getHeader('x-amz-target') ?? '').split('.')[1];
  const name = target ?? (request.path.includes('/invocations') ? 'Invoke' : 'other');
  counted.set(name, (counted.get(name) ?? 0) + 1);
});

const [frontBundle = '', bareBundle = ''] = process.argv.slice(2);
const front = await handlerOf(frontBundle);
const bare = await handlerOf(bareBundle);
for (let count = 0; count < WARM_UP; count += 1) await once(front, toolCall(NOWHERE));
const results: HandlerCall[] = [
  await measure(BARE, bare, toolCall(NOWHERE)),
  await measure('front, tools/list', front, toolList(NOWHERE)),
  await measure(
    CACHED,
    front,
    lookup(NOWHERE, () => 'inside'),
  ),
  await measure('front, read that the cache lacks', front, lookup(NOWHERE, keys(`inside-${process.pid}`))),
  await measure(READ, front, toolCall(NOWHERE)),
  await measure('front, write under an idempotency key', front, write(NOWHERE)),
];
process.stdout.write(`\n${JSON.stringify(results)}\n`, () => process.exit());

async function handlerOf(bundle: string): Promise<Handler> {
  const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };
  return handler;
}

/** Before the measured calls come half as many that are not measured, so that the code is compiled. */
async function measure(name: string, handler: Handler, request: BenchRequest): Promise<HandlerCall> {
  for (let count = 0; count < CALLS / 2; count += 1) await once(handler, request);
  counted.clear();
  for (let count = 0; count < COUNTED; count += 1) await once(handler, request);
  const aws = Object.fromEntries([...counted].map(([operation, count]) => [operation, count / COUNTED]));
  const before = process.cpuUsage();
  for (let count = 0; count < CALLS; count += 1) await once(handler, request);
  const { user, system } = process.cpuUsage(before);
  return { name, cpuMs: (user + system) / 1000 / CALLS, aws };
}

async function once(handler: Handler, request: BenchRequest): Promise<void> {
  let answer = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      answer += String(chunk);
      done();
    },
  });
  await handler(restEvent(request, PRINCIPAL), stream, { getRemainingTimeInMillis: () => 60_000 });
  if (!answer.includes(request.expects)) throw new Error(`The handler answered ${answer.slice(0, 500)}`);
}
