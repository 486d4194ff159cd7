import type { Principal } from '../../../schemas/invocation.ts';
import type { ResourceTemplateRecord, ToolRecord } from '../../../schemas/registry-records.ts';
import { OWNER_FIELD } from '../../../schemas/scopes.ts';
import { expandTemplate, matchTemplate } from '../../runtime/family/uri-template.ts';
import { resolveOwner } from '../../runtime/ownership/resolve-owner.ts';

type Caller = Pick<Principal, 'id' | 'scopes'>;

/**
 * The arguments with the owner that is meant (requirement: `user_id` is the caller, or somebody for whom the caller may
 * act). Where the tool takes a `user_id` and none is given, it is the caller's. What is no text is left to the schema.
 *
 * @throws {ManifoldError} E4007 for a stranger
 */
export function withOwner(
  { definition }: ToolRecord,
  args: Record<string, unknown>,
  caller: Caller,
): Record<string, unknown> {
  const properties = Object(definition.inputSchema.properties) as Record<string, unknown>;
  if (!Object.hasOwn(properties, OWNER_FIELD)) return args;
  const named = args[OWNER_FIELD] ?? 'me';
  return typeof named === 'string' ? { ...args, [OWNER_FIELD]: resolveOwner(named, caller) } : args;
}

/** A resource as it is asked for: its URI, and what its template's variables stand for. */
export interface OwnedUri {
  uri: string;
  variables: Record<string, string>;
}

/**
 * The URI with the owner that is meant.
 * @throws {ManifoldError} E4007 for a stranger
 */
export function uriWithOwner({ definition }: ResourceTemplateRecord, uri: string, caller: Caller): OwnedUri {
  const variables = matchTemplate(definition.uriTemplate, uri) ?? {};
  const named = variables[OWNER_FIELD];
  if (named === undefined) return { uri, variables };
  const resolved = { ...variables, [OWNER_FIELD]: resolveOwner(named, caller) };
  return { uri: expandTemplate(definition.uriTemplate, resolved), variables: resolved };
}
