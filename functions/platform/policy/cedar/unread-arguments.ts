import type { Clause, PolicyJson } from '@cedar-policy/cedar-wasm';
import type { PolicyRequest } from '../../../../schemas/policy.ts';
import type { PolicyRecord } from '../../../../schemas/policy-records.ts';
import { authorizerOf } from './authorizer.ts';
import { actionEntity, contextOf, resourceEntity, userEntity } from './entities.ts';
import type { Cedar } from './load-cedar.ts';
import { parsePolicy } from './parse-policy.ts';
import { argumentsReadBy } from './policy-json.ts';

/** A policy that looks at an argument whose value is not known. */
export interface Undecidable {
  /** `id@version` */
  readonly policy: string;
  /** The argument, dotted. */
  readonly argument: string;
}

/**
 * Says whether a call can be decided although some of its arguments are not known: it cannot if a policy in force
 * looks at one of them, and everything else that the policy says of the call holds. Asking whether an argument is there
 * (`has`) looks at no value.
 */
export function unreadArguments(
  cedar: Cedar,
  records: readonly PolicyRecord[],
): (request: PolicyRequest, unknown: readonly string[]) => Undecidable | undefined {
  const policies = records
    .filter(({ status, mode }) => status === 'active' && mode !== 'LOG_ONLY')
    .map((record) => ({ key: `${record.id}@${record.version}`, json: parsePolicy(cedar, record.text, record.id) }))
    .filter(({ json }) => json.conditions.some((clause) => argumentsReadBy(clause).length > 0));
  return (request, unknown) => {
    for (const { key, json } of policies) {
      const argument = json.conditions.map((clause) => unknownRead(clause, unknown)).find((read) => read !== undefined);
      if (argument !== undefined && concerns(cedar, json, { request, unknown })) return { policy: key, argument };
    }
    return undefined;
  };
}

/** The unknown argument that a clause reads; undefined if it reads no unknown argument. */
function unknownRead(clause: Clause, unknown: readonly string[]): string | undefined {
  const reads = argumentsReadBy(clause);
  return unknown.find((path) => reads.some((read) => read === '' || isWithin(path, read) || isWithin(read, path)));
}

const isWithin = (path: string, other: string) => path === other || path.startsWith(`${other}.`);

/** Whether the policy would match, if its clauses on unknown arguments held. */
function concerns(
  cedar: Cedar,
  json: PolicyJson,
  { request, unknown }: { request: PolicyRequest; unknown: readonly string[] },
): boolean {
  const conditions = json.conditions.filter((clause) => unknownRead(clause, unknown) === undefined);
  const decide = authorizerOf(cedar, { policy: { ...json, effect: 'permit', conditions } });
  const { allowed, failed } = decide({
    principal: userEntity(request.principal),
    action: actionEntity(request.action, request.resource),
    resource: resourceEntity(request.resource),
    context: contextOf(request, []),
  });
  return allowed || failed.length > 0;
}
