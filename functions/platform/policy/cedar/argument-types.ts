import type { JsonSchema } from '../../../../schemas/json.ts';
import type { ArgumentType, ArgumentTypes } from '../../../../schemas/policy.ts';
import type { ToolDefinition } from '../../../../schemas/tool-definition.ts';
import { isObject, propertyOf, withoutNull } from '../../../core/json/schema-property.ts';
import { minorPaths } from '../../../core/money/amount-fields.ts';
import { variablesOf } from '../../../core/uri-template/uri-template.ts';

/** What the types of a tool's arguments follow from. */
export type TypedTool = Pick<ToolDefinition, 'inputSchema' | 'auditFields' | 'amountFields'>;

/**
 * The arguments of a tool that policies may read: those that its `auditFields` name (dotted paths reach into objects),
 * typed from its input schema. What has no one type, a union of string and number for instance, cannot be read. Amounts of
 * money are read in minor units, which front adds.
 */
export function argumentTypesOf({ inputSchema, auditFields, amountFields }: TypedTool): ArgumentTypes {
  const types: ArgumentTypes = {};
  for (const path of Object.keys(auditFields)) addField(types, path.split('.'), inputSchema);
  for (const path of minorPaths(amountFields)) addInteger(types, path.split('.'));
  return types;
}

/** The variables of a URI template as policies see them, which are texts; empty for a fixed URI. */
export function variableTypesOf(definition: { uriTemplate: string } | { uri: string }): ArgumentTypes {
  const names = 'uriTemplate' in definition ? variablesOf(definition.uriTemplate) : [];
  return Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
}

function addField(types: ArgumentTypes, [name, ...rest]: string[], schema: JsonSchema): void {
  const field = name === undefined ? undefined : propertyOf(schema, name);
  if (name === undefined || field === undefined) return;
  if (rest.length === 0) {
    const type = typeOf(field);
    if (type) types[name] = type;
    return;
  }
  const known = types[name];
  const fields = known?.type === 'record' ? known.fields : {};
  addField(fields, rest, field);
  if (Object.keys(fields).length > 0) types[name] = { type: 'record', fields };
}

function addInteger(types: ArgumentTypes, [name = '', ...rest]: string[]): void {
  if (rest.length === 0) {
    types[name] = { type: 'integer' };
    return;
  }
  const known = types[name];
  const fields = known?.type === 'record' ? known.fields : {};
  addInteger(fields, rest);
  types[name] = { type: 'record', fields };
}

function typeOf(schema: JsonSchema): ArgumentType | undefined {
  const one = withoutNull(schema);
  switch (typeNameOf(one)) {
    case 'string':
      return { type: 'string' };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer' };
    case 'number':
      return { type: 'number' };
    case 'array': {
      const element = isObject(one.items) ? typeOf(one.items) : undefined;
      return element && { type: 'set', element };
    }
    case 'object':
      return recordOf(one);
    default:
      return undefined;
  }
}

function recordOf(schema: JsonSchema): ArgumentType | undefined {
  const names = isObject(schema.properties) ? Object.keys(schema.properties) : [];
  const fields: ArgumentTypes = {};
  for (const name of names) addField(fields, [name], schema);
  return Object.keys(fields).length > 0 ? { type: 'record', fields } : undefined;
}

/** Type by keyword, or by the values that `enum` and `const` allow. */
function typeNameOf(schema: JsonSchema): string | undefined {
  if (typeof schema.type === 'string') return schema.type;
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== 'null');
    return types.length === 1 ? String(types[0]) : undefined;
  }
  const values = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : [];
  const types = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  return types.size === 1 && !types.has('number') ? [...types][0] : undefined;
}
