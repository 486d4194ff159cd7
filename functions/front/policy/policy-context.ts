import type { PolicyContext } from '../../../schemas/policy.ts';
import { secondFactorAge } from '../../core/principal/second-factor.ts';
import type { FrontRequest } from '../front-request.ts';

/** The circumstances of a request as policies see them. */
export function policyContext(
  { endpoint, principal, sourceIp }: Pick<FrontRequest, 'endpoint' | 'principal' | 'sourceIp'>,
  findings: string[] = [],
): PolicyContext {
  const time = Math.floor(Date.now() / 1000);
  const mfaAgeSeconds = secondFactorAge(principal, time);
  return {
    time,
    sourceIp,
    ...(mfaAgeSeconds === undefined ? {} : { mfaAgeSeconds }),
    endpoint: endpoint.kind === 'bundle' ? endpoint.name : endpoint.kind,
    findings,
  };
}
