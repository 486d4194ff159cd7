import type { PolicyContext } from '../../../schemas/policy.ts';
import type { FrontRequest } from '../front-request.ts';

/** The circumstances of a request as policies see them. */
export function policyContext(
  { endpoint, principal, sourceIp }: Pick<FrontRequest, 'endpoint' | 'principal' | 'sourceIp'>,
  findings: string[] = [],
): PolicyContext {
  const time = Math.floor(Date.now() / 1000);
  const { authTime, amr = [] } = principal;
  return {
    time,
    sourceIp,
    // A second factor counts from the sign-in that it was part of.
    ...(authTime !== undefined && amr.some((method) => method !== 'pwd')
      ? { mfaAgeSeconds: Math.max(0, time - authTime) }
      : {}),
    endpoint: endpoint.kind === 'bundle' ? endpoint.name : endpoint.kind,
    findings,
  };
}
