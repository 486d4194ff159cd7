import type { ResourceTemplateDefinition } from '../../../../schemas/family-manifest.ts';
import type { ArgumentType, ArgumentTypes } from '../../../../schemas/policy.ts';
import type { ToolDefinition } from '../../../../schemas/tool-definition.ts';
import { argumentTypesOf, type TypedTool, variableTypesOf } from './argument-types.ts';
import { BASE_SCHEMA, VARIABLES_LINE } from './base-schema.ts';

/** Name of the action that is the call of one version of a tool. */
export const callAction = (tool: string, version: string) => `call:${tool}@${version}`;
/** Name of the group of actions that holds all versions' calls of a tool. */
export const callGroup = (tool: string) => `call:${tool}`;

/**
 * The schema that policies are validated against: the fixed part, and for each version of each tool an action whose
 * context holds that version's arguments. Argument fields are all optional, so that a policy has to ask with `has`. The
 * variables of all URI templates are one record: a policy that reads one asks with `has`, or names the resource.
 */
export function schemaFor(
  tools: readonly (Pick<ToolDefinition, 'name' | 'version'> & TypedTool)[],
  templates: readonly Pick<ResourceTemplateDefinition, 'uriTemplate'>[] = [],
): string {
  const variables: ArgumentTypes = { user_id: { type: 'string' } };
  for (const template of templates) Object.assign(variables, variableTypesOf(template));
  const base = BASE_SCHEMA.replace(VARIABLES_LINE, `type Variables = ${recordOf(variables)};`);
  const groups = [...new Set(tools.map(({ name }) => name))].map(
    (name) => `action ${quoted(callGroup(name))} in ["tools:execute"];`,
  );
  const calls = tools.map(
    (tool) =>
      `action ${quoted(callAction(tool.name, tool.version))} in [${quoted(callGroup(tool.name))}] appliesTo { ` +
      `principal: [User], resource: [Tool], context: ${contextOf(argumentTypesOf(tool))} };`,
  );
  return [base, ...groups, ...calls].join('\n');
}

function contextOf(types: ArgumentTypes): string {
  return `{ arguments: ${recordOf(types)}, findings: Set<String>, target?: Target, mfaAgeSeconds?: Long, time: Time, sourceIp?: ipaddr, endpoint: String }`;
}

function recordOf(types: ArgumentTypes): string {
  return `{ ${Object.entries(types)
    .map(([name, type]) => `${quoted(name)}?: ${cedarType(type)}`)
    .join(', ')} }`;
}

function cedarType(type: ArgumentType): string {
  switch (type.type) {
    case 'string':
      return 'String';
    case 'integer':
      return 'Long';
    case 'number':
      return 'decimal';
    case 'boolean':
      return 'Bool';
    case 'set':
      return `Set<${cedarType(type.element)}>`;
    case 'record':
      return recordOf(type.fields);
  }
}

/** A string of Cedar's language. */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"]|\p{C}/gu, (character) =>
    character === '\\' || character === '"' ? `\\${character}` : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return `"${escaped}"`;
}
