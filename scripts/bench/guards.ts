import { keyedHashOf } from '../../functions/core/json/canonical.ts';
import { onlyKey } from '../../functions/core/secrets/key-ring.ts';
import { chain } from '../../functions/front/guard/guard-call.ts';
import type { Guard, GuardedCall } from '../../functions/front/guard/guarded-call.ts';
import { inputValidation, policy, shape, stepUp } from '../../functions/front/guard/simple-guards.ts';
import { visibleView } from '../../functions/front/policy/policies.ts';
import { checkHeaders } from '../../functions/platform/input/headers.ts';
import { parseJson } from '../../functions/platform/input/parse-json.ts';
import { viewOf } from '../../functions/platform/registry/view.ts';
import type { Outcome } from '../../schemas/invocation.ts';
import { guardedCall } from '../../test/support/guarded-call.ts';
import { engineOf, repositoryState } from '../policy/policy-state.ts';
import { keys } from './requests.ts';

/** The cost of one guard for a warm call that it lets through. */
export interface GuardCost {
  readonly name: string;
  readonly micros: number;
  /** Requests that the guard makes to AWS. */
  readonly aws: string;
}

const CALLS = 3_000;
const WARM_UP = 500;

/** Processor time of each guard in this process; requests to AWS are named but not measured. */
export async function measureGuards(): Promise<GuardCost[]> {
  const state = await repositoryState();
  const engine = engineOf(state);
  const { catalogue } = state;
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
  const request = { endpoint, principal, engine, catalogue, sourceIp: '203.0.113.7', correlationId: 'bench' };
  const base: GuardedCall = {
    ...guardedCall({
      services: { stepUp: 'on', mfaMaxAgeSeconds: 900, inputLimits: {}, key: async () => onlyKey('k'.repeat(64)) },
      arguments: ARGUMENTS,
    }),
    tool: offered.tool('verify_pan'),
  };
  const callBy = (caller: typeof principal): GuardedCall => ({
    ...base,
    request: { ...base.request, ...request, principal: caller },
    context: { ...base.context, principal: caller },
    established: { permits: [], intended: false },
  });
  const through = (guard: Guard, caller: () => typeof principal = () => principal) => {
    const run = chain({ guard }, async () => DONE);
    return () => run(callBy(caller()));
  };
  const stranger = keys('bench:stranger');
  const see = () => visibleView(request, offered, 'not-found');
  const parts: [name: string, aws: string, work?: () => unknown][] = [
    ['headers', '', () => checkHeaders(HEADERS)],
    ['JSON', '', () => parseJson(MESSAGE)],
    ['catalogue', '1 consistent read'],
    ['visible tools', '', see],
    ['limits and usage', '1 conditional write'],
    ['argument hash', '', () => keyedHashOf(ARGUMENTS, 'key')],
    ['shape', '', through(shape)],
    ['input validation', '', through(inputValidation)],
    ['policy', '', through(policy)],
    ['policy, of a caller not seen before', '', through(policy, () => ({ ...principal, id: stranger() }))],
    ['step-up', '', through(stepUp)],
    ['confirmation', '1 read where a repeat is possible'],
    ['write claim', '1 transaction and 1 update for a write with a key'],
    ['response cache', '1 read; 2 writes for a miss'],
    ['audit', '2 writes'],
  ];
  const costs: GuardCost[] = [];
  for (const [name, aws, work] of parts) costs.push({ name, aws, micros: work ? await cost(work) : 0 });
  return costs;
}

const ARGUMENTS = {
  pan: 'ABCPE1234F',
  name_as_per_pan: 'Invented Person',
  date_of_birth: '01/02/1990',
  consent: 'Y',
  reason: 'A benchmark of the guards',
};
const MESSAGE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'verify_pan', arguments: ARGUMENTS },
});
const HEADERS = Object.fromEntries(
  ['host', 'authorization', 'content-type', 'accept', 'mcp-method', 'mcp-name', 'mcp-protocol-version'].map((name) => [
    name,
    ['value'],
  ]),
);
const DONE: Outcome = { status: 'ok', meta: {} };

/** Processor time of one warm run, in microseconds. */
async function cost(work: () => unknown): Promise<number> {
  for (let index = 0; index < WARM_UP; index += 1) await work();
  const before = process.cpuUsage();
  for (let index = 0; index < CALLS; index += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}
