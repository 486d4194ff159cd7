import type { JsonSchema } from '../../../../schemas/json.ts';
import { TEXT_KIND, TextKind } from '../../../../schemas/text-kind.ts';

/** Names of arguments that hold an id. */
const ID = /(?:^|_)id$/i;

/**
 * The kind of a text: what its schema names, or else an identifier if the schema fixes its form (values, a format, a
 * pattern, a length) or it is called an id; any other text is a note.
 */
export function kindOf(rule: JsonSchema, name: string): TextKind {
  const declared = TextKind.options.find((kind) => kind === rule[TEXT_KIND]);
  if (declared !== undefined) return declared;
  const { format, pattern, minLength, maxLength } = rule;
  const hasForm = Array.isArray(rule.enum) || 'const' in rule || format !== undefined || pattern !== undefined;
  const hasLength = minLength !== undefined && minLength === maxLength;
  return hasForm || hasLength || ID.test(name) ? 'identifier' : 'note';
}

/**
 * Whether a schema that fixes the form of its text takes it as it is. Then its characters were meant, as in an address with
 * letters of any script.
 */
export function takes({ enum: values, pattern, const: only }: JsonSchema, text: string): boolean {
  if (Array.isArray(values)) return values.includes(text);
  if (only !== undefined) return only === text;
  return typeof pattern === 'string' && new RegExp(pattern, 'u').test(text);
}
