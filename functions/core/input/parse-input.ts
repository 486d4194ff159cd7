import * as z from 'zod';
import type { JsonSchema } from '../../../schemas/json.ts';
import { type ArgumentFault, argumentsError } from '../errors/argument-faults.ts';
import { ruleAt } from '../json/schema-rule.ts';
import {
  type Broken,
  distinctFaults,
  invalidArgument,
  invalidValue,
  missingArgument,
  ownRefusal,
  unknownArgument,
} from './faults.ts';
import type { Path } from './field-path.ts';

/**
 * Parses and normalises the arguments of a call by the tool's schema.
 *
 * @throws {ManifoldError} E2002 to E2004 with all fields that are wrong and what would be right, or the code that
 *   the schema of a field names (schemas/argument-refusal.ts)
 */
export function parseInput<Schema extends z.ZodObject>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const document: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  throw argumentsError(distinctFaults(parsed.error.issues.flatMap((issue) => faultsOf(issue, document, value))));
}

const BROKEN: Partial<Record<z.core.$ZodIssue['code'], Broken>> = {
  invalid_format: 'form',
  too_small: 'range',
  too_big: 'range',
  invalid_value: 'range',
};

function faultsOf(issue: z.core.$ZodIssue, document: JsonSchema, value: unknown): ArgumentFault[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownArgument(document, path, name));
  const given = valueAt(value, path);
  if (issue.code === 'custom') {
    const own = ownRefusal(ruleAt(document, path), path);
    return [own ?? invalidValue(path, given, { reason: issue.message, expectedFormat: issue.message })];
  }
  if (given === undefined && path.length > 0) return [missingArgument(document, path)];
  return [invalidArgument(document, path, given, BROKEN[issue.code] ?? 'type')];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, key) => (Object(current) as Record<string | number, unknown>)[key], value);
}
