import type { JsonSchema } from '../../../schemas/json.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { isObject, propertyOf, withoutNull } from '../../core/json/schema-property.ts';
import { minorPaths } from '../../core/money/amount-fields.ts';

type Checked = Pick<ToolDefinition, 'name' | 'inputSchema' | 'auditFields' | 'amountFields' | 'sensitiveFields'>;

/**
 * Checks the audit fields of a tool against its input schema.
 *
 * @throws {Error} if a field is not an argument, is sensitive, has an invalid pattern, or is declared `closed` although
 *   the schema accepts free text
 */
export function checkAuditFields(definition: Checked): void {
  const { name, inputSchema, auditFields, amountFields, sensitiveFields } = definition;
  const derived = minorPaths(amountFields);
  for (const [path, field] of Object.entries(auditFields)) {
    if (derived.includes(path)) continue;
    const schema = schemaAt(inputSchema, path);
    const wrong = (problem: string) => new Error(`The audit field "${path}" of the tool "${name}" ${problem}.`);
    if (!schema) throw wrong('is not an argument of the tool');
    if (sensitiveFields.includes(path)) throw wrong('is among its sensitiveFields');
    if (field === 'closed' && !isClosed(schema)) {
      throw wrong('is not closed: only booleans, enums and numbers with a minimum and a maximum are');
    }
    if (typeof field === 'object' && field.pattern !== undefined) new RegExp(field.pattern, 'u');
  }
}

function schemaAt(schema: JsonSchema, path: string): JsonSchema | undefined {
  let found: JsonSchema | undefined = schema;
  for (const name of path.split('.')) found = found && propertyOf(found, name);
  return found;
}

function isClosed(schema: JsonSchema): boolean {
  const one = withoutNull(schema);
  if (Array.isArray(one.enum) || 'const' in one || one.type === 'boolean') return true;
  if (one.type === 'array') return isObject(one.items) && isClosed(one.items);
  if (one.type !== 'integer' && one.type !== 'number') return false;
  const isBound = (keyword: string) => typeof one[keyword] === 'number';
  const isBelow = isBound('maximum') || isBound('exclusiveMaximum');
  return isBelow && (isBound('minimum') || isBound('exclusiveMinimum'));
}
