/** Whose data a call or a resource is about, and whether the caller may act for that person. */
import type { Decision } from '../../../schemas/policy.ts';
import type { ResourceTemplateRecord, ToolRecord } from '../../../schemas/registry-records.ts';
import { ACTING_SCOPES } from '../../../schemas/role-scopes.ts';
import { OWNER_FIELD } from '../../../schemas/scopes.ts';
import { ownerNotFound, resolveOwner } from '../../core/principal/owner.ts';
import { missingScopes } from '../../core/principal/scopes.ts';
import { expandTemplate, matchTemplate } from '../../core/uri-template/uri-template.ts';
import { askPolicies, type PolicyCaller } from '../policy/policies.ts';

interface Owned {
  /** The decision that lets the caller act for the owner; absent if the caller is the owner. */
  acting?: Decision;
}

/** Arguments that name their owner by id. */
export interface OwnedArguments extends Owned {
  arguments: Record<string, unknown>;
}

/** A resource that is read: its URI, and the values of its template's variables. */
export interface OwnedUri extends Owned {
  uri: string;
  variables: Record<string, string>;
}

/**
 * The arguments with the id of their owner in `user_id`. If the tool takes a `user_id` and the call gives none, the owner
 * is the caller. A `user_id` that is not a string is left for the schema to refuse.
 *
 * @throws {ManifoldError} E4007 for another person, unless scope, role and policy let the caller act for that person
 */
export async function withOwner(
  tool: ToolRecord,
  args: Record<string, unknown>,
  caller: PolicyCaller,
): Promise<OwnedArguments> {
  const properties = Object(tool.definition.inputSchema.properties) as Record<string, unknown>;
  if (!Object.hasOwn(properties, OWNER_FIELD)) return { arguments: args };
  const named = args[OWNER_FIELD] ?? 'me';
  if (typeof named !== 'string') return { arguments: args };
  const owner = resolveOwner(named, caller.principal);
  return { arguments: { ...args, [OWNER_FIELD]: owner }, ...(await requireActing(caller, tool, owner)) };
}

/**
 * The URI with the id of its owner.
 * @throws {ManifoldError} E4007 for another person, unless scope, role and policy let the caller act for that person
 */
export async function uriWithOwner(
  template: ResourceTemplateRecord,
  uri: string,
  caller: PolicyCaller,
): Promise<OwnedUri> {
  const { uriTemplate } = template.definition;
  const variables = matchTemplate(uriTemplate, uri) ?? {};
  const named = variables[OWNER_FIELD];
  if (named === undefined) return { uri, variables };
  const owner = resolveOwner(named, caller.principal);
  const resolved = { ...variables, [OWNER_FIELD]: owner };
  const acting = await requireActing(caller, template, owner);
  return { uri: expandTemplate(uriTemplate, resolved), variables: resolved, ...acting };
}

/**
 * Lets a caller act for the owner of what is called or read. For another person this needs a scope for acting, the role
 * that the scope belongs to, and a policy that permits `users:act` on this very tool or resource; a policy that asks for an
 * approval does not permit it. The policies then decide about the call itself as for any other.
 *
 * @returns the decision; nothing if the owner is the caller
 * @throws {ManifoldError} E4007 as if there were nothing, since strangers must not learn which people exist
 */
async function requireActing(
  caller: PolicyCaller,
  record: ToolRecord | ResourceTemplateRecord,
  owner: string,
): Promise<Owned> {
  const { principal } = caller;
  if (owner === principal.id) return {};
  if (missingScopes(ACTING_SCOPES, principal).length === ACTING_SCOPES.length) throw ownerNotFound();
  const acting = await askPolicies(caller, { action: 'users:act', record, owner });
  if (acting.effect !== 'allow') throw ownerNotFound();
  return { acting };
}
