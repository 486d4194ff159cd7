import type { FrontRequest } from '../../functions/front/front-request.ts';
import type { GuardedCall } from '../../functions/front/guard/guarded-call.ts';
import type { Services } from '../../functions/front/services.ts';
import { viewOf } from '../../functions/platform/registry/view.ts';
import type { CallContext, Principal } from '../../schemas/invocation.ts';
import type { ResourceTemplateRecord, ToolRecord } from '../../schemas/registry-records.ts';
import type { ToolAnnotations, ToolDefinition } from '../../schemas/tool-definition.ts';
import { EMPTY_CATALOGUE } from './empty-catalogue.ts';
import { toolRecord } from './registry-records.ts';

/** Services of front for a test. A service that the test has not prepared fails when it is used. */
export function testServices(prepared: Partial<Services> = {}): Services {
  const services = new Proxy(prepared, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name);
      throw new Error(`The test has not prepared the service "${name}".`);
    },
  });
  return services as Services;
}

/** A member of tenant `acme`. */
export function testPrincipal(changes: Partial<Principal> = {}): Principal {
  return { id: 'user:1', tenant: 'acme', tier: 'free', roles: [], scopes: [], credential: 'k', ...changes };
}

const ENGINE: FrontRequest['engine'] = {
  decide: () => {
    throw new Error('The test has not prepared the decision of a policy.');
  },
  visible: ({ resources }) => resources.map(() => true),
};

/** A request to `/mcp` by a member of tenant `acme`. Its catalogue is empty. */
export function testRequest(changes: Partial<FrontRequest> = {}): FrontRequest {
  return {
    endpoint: { kind: 'all' },
    principal: testPrincipal(),
    sourceIp: '192.0.2.7',
    userAgent: 'test',
    correlationId: 'c',
    functionDeadline: Date.now() + 900_000,
    requestBytes: 1,
    idempotencyKeyHeader: undefined,
    engine: ENGINE,
    catalogue: EMPTY_CATALOGUE,
    view: viewOf(EMPTY_CATALOGUE, { kind: 'all' }),
    charge: { budget: { name: 'requestsPerMinute', limit: 60, remaining: 59 } },
    ...changes,
  };
}

export interface ToolChanges extends Partial<Omit<ToolRecord, 'definition' | 'target'>> {
  readonly target?: Partial<ToolRecord['target']>;
  readonly definition?: Partial<Omit<ToolDefinition, 'annotations'>> & {
    readonly annotations?: Partial<ToolAnnotations>;
  };
}

const NO_HINTS: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  openWorldHint: false,
};

/** The record of a tool that writes; whatever the test changes of it. */
export function testTool({ definition = {}, target = {}, ...changes }: ToolChanges = {}): ToolRecord {
  const { annotations, ...fields } = definition;
  const record = toolRecord({ name: 'work' });
  return {
    ...record,
    definition: { ...record.definition, ...fields, annotations: { ...NO_HINTS, ...annotations } },
    target: { ...record.target, ...target },
    ...changes,
  };
}

/** The record of a resource template of a family. */
export function testTemplate(uriTemplate: string, family = 'bank'): ResourceTemplateRecord {
  return {
    definition: {
      uriTemplate,
      name: 'test',
      title: 'Test',
      description: 'A template of a test.',
      mimeType: 'application/json',
      requiredScopes: [],
      completes: [],
    },
    status: 'active',
    target: { ...testTool().target, family },
  };
}

export interface CallChanges extends Partial<Omit<GuardedCall, 'services' | 'request' | 'tool' | 'context'>> {
  readonly services?: Partial<Services>;
  readonly request?: Partial<FrontRequest>;
  readonly tool?: ToolChanges;
  readonly context?: Partial<CallContext>;
  /** The caller, of the request and of the context. */
  readonly principal?: Partial<Principal>;
}

let calls = 0;

/** A call on its way through the guards, with a minute of time and arguments that audit keeps nothing of. */
export function guardedCall(changes: CallChanges = {}): GuardedCall {
  calls += 1;
  const { services, request, tool, context, principal: who, ...own } = changes;
  const principal = testPrincipal(who);
  return {
    services: testServices(services),
    request: testRequest({ principal, ...request }),
    callId: `call-${calls}`,
    startedAt: Date.now(),
    tool: testTool(tool),
    arguments: {},
    input: { changes: [], ambiguous: [] },
    argumentsHash: 'a',
    identityHash: own.argumentsHash ?? 'a',
    context: {
      correlationId: request?.correlationId ?? 'c',
      principal,
      deadline: Date.now() + 60_000,
      confirmed: false,
      ...context,
    },
    onReport: () => undefined,
    interaction: { canElicit: false, answers: {} },
    bypassCache: false,
    established: { permits: [], audited: {}, intended: false },
    ...own,
  };
}
