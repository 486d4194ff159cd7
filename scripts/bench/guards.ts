/**
 * What each guard costs a warm call: processor time in the process, measured over many calls that pass it.
 *
 *     npm run bench:guards
 */
import { chain, type Guard, type GuardedCall } from '../../functions/front/guard/guarded-call.ts';
import { inputValidation } from '../../functions/front/guard/input-validation.ts';
import { policy } from '../../functions/front/guard/policy.ts';
import { shape } from '../../functions/front/guard/shape.ts';
import { stepUp } from '../../functions/front/guard/step-up.ts';
import { policyContext } from '../../functions/front/policy/policy-context.ts';
import { visibleView } from '../../functions/front/policy/visible-view.ts';
import { checkHeaders } from '../../functions/runtime/input/headers.ts';
import { parseJson } from '../../functions/runtime/input/parse-json.ts';
import { keyedHashOf } from '../../functions/runtime/json/canonical.ts';
import { viewOf } from '../../functions/runtime/registry/view.ts';
import type { Outcome } from '../../schemas/invocation.ts';
import { engineOf, repositoryWorld } from '../policy/world.ts';

const CALLS = 3_000;
const WARM_UP = 500;

const world = await repositoryWorld();
const engine = engineOf(world);
const { catalogue } = world;
const principal = {
  id: 'bench:user',
  tenant: 'bench',
  tier: 'team' as const,
  roles: ['user'],
  scopes: ['*'],
  credential: 'k',
};
const endpoint = { kind: 'all' as const };
const offered = viewOf(catalogue, endpoint);
const args = {
  pan: 'ABCPE1234F',
  name_as_per_pan: 'Invented Person',
  date_of_birth: '01/02/1990',
  consent: 'Y',
  reason: 'A benchmark of the guards',
};
const message = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'verify_pan', arguments: args },
});
const headers = Object.fromEntries(
  [
    'host',
    'authorization',
    'content-type',
    'accept',
    'mcp-method',
    'mcp-name',
    'mcp-protocol-version',
    'user-agent',
  ].map((name) => [name, ['value']]),
);
const request = { endpoint, principal, engine, catalogue, sourceIp: '203.0.113.7', correlationId: 'bench' };
const call = (): GuardedCall =>
  ({
    request,
    services: { mfaMaxAgeSeconds: 900, inputLimits: {} },
    startedAt: Date.now(),
    tool: offered.tool('verify_pan'),
    arguments: args,
    context: { principal },
    established: { permits: [], validated: false, intended: false },
  }) as unknown as GuardedCall;
const done: Outcome = { status: 'ok', meta: {} };
const through = (guard: Guard) => {
  const run = chain({ guard }, async () => done);
  return () => run(call());
};

/** What is measured, with the calls to AWS that it makes for a call that passes. */
const PARTS: [name: string, aws: string, work: () => unknown][] = [
  ['headers', '', () => checkHeaders(headers)],
  ['JSON', '', () => parseJson(message)],
  [
    'visible tools',
    '',
    () =>
      visibleView({
        catalogue,
        view: offered,
        engine,
        principal,
        context: policyContext(request),
        deniedAs: 'not-found',
      }),
  ],
  ['argument hash', '', () => keyedHashOf(args, 'key')],
  ['shape', '', through(shape)],
  ['input validation', '', through(inputValidation)],
  ['policy', '', through(policy)],
  ['step-up', '', through(stepUp)],
  ['confirmation', '1 read where a repeat is possible', () => undefined],
  ['write claim', '1 transaction and 1 update for a write with a key', () => undefined],
  ['audit', '2 writes', () => undefined],
  ['catalogue', '1 consistent read', () => undefined],
];

console.log('guard               CPU µs  calls to AWS');
for (const [name, aws, work] of PARTS) {
  const micros = await cost(work);
  console.log(`${name.padEnd(18)}  ${micros.padStart(6)}  ${aws || 'none'}`);
}

/** Processor time of one warm run, in microseconds. */
async function cost(work: () => unknown): Promise<string> {
  for (let index = 0; index < WARM_UP; index += 1) await work();
  const before = process.cpuUsage();
  for (let index = 0; index < CALLS; index += 1) await work();
  const { user, system } = process.cpuUsage(before);
  const micros = (user + system) / CALLS;
  return micros < 0.5 ? '–' : micros.toFixed(micros < 10 ? 1 : 0);
}
