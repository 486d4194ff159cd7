import { evaluate } from '../iam/evaluate.ts';
import { parsePolicy } from '../iam/policy.ts';
import { buffered } from '../lambda/buffered.ts';
import type { InvocationResult } from '../lambda/invocation.ts';
import type { Authorizer } from './model.ts';
import { type GatewayRequest, headerOf } from './request.ts';
import { GatewayFault } from './responses.ts';

/** An authorizer's answer about a caller; integrations see its context in `requestContext.authorizer`. */
export type Authorization = { context: Record<string, unknown>; policy: ReturnType<typeof parsePolicy> };

export type AuthorizerCall = (payload: Buffer) => Promise<InvocationResult>;

/** Lambda authorizers with their cache: the identity sources are the key, the authorizer's TTL is the lifetime of an entry. */
export class Authorizers {
  private readonly cache = new Map<string, { until: number; authorization: Authorization }>();
  private readonly running = new Map<string, Promise<Authorization>>();

  /**
   * @returns the context for the integration.
   * @throws GatewayFault UNAUTHORIZED without identity, ACCESS_DENIED by policy, or an authorizer's own failure.
   */
  async authorise(
    authorizer: Authorizer,
    request: GatewayRequest,
    methodArn: string,
    event: () => Record<string, unknown>,
    invoke: AuthorizerCall,
  ): Promise<Record<string, unknown>> {
    const identity = authorizer.identitySources.map((source) => identityOf(source, request));
    if (identity.some((value) => value === undefined || value === '')) throw new GatewayFault('UNAUTHORIZED');
    if (authorizer.validation && !authorizer.validation.test(identity[0] ?? '')) throw new GatewayFault('UNAUTHORIZED');
    const startedAt = Date.now();
    const authorization = await this.answer(authorizer, identity.map(String), async () => {
      const specific =
        authorizer.type === 'TOKEN'
          ? { type: 'TOKEN', authorizationToken: identity[0], methodArn }
          : { ...event(), type: 'REQUEST', methodArn };
      return read(await buffered(await invoke(Buffer.from(JSON.stringify(specific)))));
    });
    const decision = evaluate({ action: 'execute-api:Invoke', resource: methodArn, context: new Map() }, [
      authorization.policy,
    ]);
    const { context } = authorization;
    if (decision === 'denied explicitly') throw new GatewayFault('ACCESS_DENIED', undefined, context);
    if (decision === 'not allowed')
      throw new GatewayFault('ACCESS_DENIED', 'User is not authorized to access this resource', context);
    return { ...context, integrationLatency: Date.now() - startedAt };
  }

  private async answer(
    authorizer: Authorizer,
    identity: string[],
    ask: () => Promise<Authorization>,
  ): Promise<Authorization> {
    if (authorizer.ttlSeconds === 0 || identity.length === 0) return ask();
    const key = JSON.stringify([authorizer.id, ...identity]);
    const cached = this.cache.get(key);
    if (cached && cached.until > Date.now()) return cached.authorization;
    const running = this.running.get(key) ?? ask().finally(() => this.running.delete(key));
    this.running.set(key, running);
    const authorization = await running;
    if (this.cache.size > 10_000) this.cache.clear();
    this.cache.set(key, { until: Date.now() + authorizer.ttlSeconds * 1_000, authorization });
    return authorization;
  }
}

function identityOf(source: string, request: GatewayRequest): string | undefined {
  const [, kind, name = ''] =
    /^(method\.request\.header|method\.request\.querystring|context)\.(.+)$/.exec(source) ?? [];
  if (kind === 'method.request.header') return headerOf(request, name);
  if (kind === 'method.request.querystring') return request.query?.[name];
  return name === 'identity.sourceIp' ? request.sourceIp : undefined;
}

function read({ payload, failed }: { payload: Buffer; failed: boolean }): Authorization {
  const answer = parsed(payload);
  if (failed) throw new GatewayFault(answer?.errorMessage === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE');
  const { principalId, policyDocument, context = {} } = answer ?? {};
  const flat = Object.entries((context ?? {}) as Record<string, unknown>);
  // API Gateway takes text, numbers and booleans only, and passes them on as text.
  const usable = flat.every(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  if (typeof principalId !== 'string' || typeof policyDocument !== 'object' || !usable)
    throw new GatewayFault('AUTHORIZER_CONFIGURATION_ERROR');
  return {
    policy: parsePolicy('of the authorizer', policyDocument),
    context: { ...Object.fromEntries(flat.map(([key, value]) => [key, String(value)])), principalId },
  };
}

function parsed(payload: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
