import type { Decision } from '../../../schemas/policy.ts';
import type { ResourceTemplateRecord, ToolRecord } from '../../../schemas/registry-records.ts';
import { OWNER_FIELD } from '../../../schemas/scopes.ts';
import { resolveOwner } from '../../core/principal/owner.ts';
import { expandTemplate, matchTemplate } from '../../core/uri-template/uri-template.ts';
import { type ActingCaller, requireActing } from './acting.ts';

/** What an owner check found: whose things are meant, and what was decided if they are another person's. */
interface Owned {
  /** The decision to let the caller act for the owner; absent if the owner is the caller. */
  acting?: Decision;
}

/** A tool call with the owner that is meant. */
export interface OwnedArguments extends Owned {
  arguments: Record<string, unknown>;
}

/**
 * The arguments with the owner that is meant (requirement: `user_id` is the caller, or somebody for whom the caller may
 * act). If the tool takes a `user_id` and none is given, it is the caller's. What is no text is left to the schema.
 *
 * @throws {ManifoldError} E4007 for another person, unless scope, role and policy let the caller act for that person
 */
export async function withOwner(
  tool: ToolRecord,
  args: Record<string, unknown>,
  caller: ActingCaller,
): Promise<OwnedArguments> {
  const properties = Object(tool.definition.inputSchema.properties) as Record<string, unknown>;
  if (!Object.hasOwn(properties, OWNER_FIELD)) return { arguments: args };
  const named = args[OWNER_FIELD] ?? 'me';
  if (typeof named !== 'string') return { arguments: args };
  const owner = resolveOwner(named, caller.principal);
  return { arguments: { ...args, [OWNER_FIELD]: owner }, ...(await requireActing(caller, tool, owner)) };
}

/** A resource as it is asked for: its URI, and what its template's variables stand for. */
export interface OwnedUri extends Owned {
  uri: string;
  variables: Record<string, string>;
}

/**
 * The URI with the owner that is meant.
 * @throws {ManifoldError} E4007 for another person, unless scope, role and policy let the caller act for that person
 */
export async function uriWithOwner(
  template: ResourceTemplateRecord,
  uri: string,
  caller: ActingCaller,
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
