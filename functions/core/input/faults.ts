import { ArgumentRefusal, REFUSAL } from '../../../schemas/argument-refusal.ts';
import type { JsonSchema } from '../../../schemas/json.ts';
import type { ArgumentFault } from '../errors/argument-faults.ts';
import { maskValue } from '../errors/mask.ts';
import { didYouMean } from '../errors/suggest.ts';
import { isObject } from '../json/schema-property.ts';
import { ruleAt } from '../json/schema-rule.ts';
import { expectationOf, expectedRange, expectedType } from './expectation.ts';
import { fieldPath, type Path } from './field-path.ts';

/** What kind of rule a value breaks; it decides which words help. */
export type Broken = 'type' | 'form' | 'range';

/** A name that the schema does not have, with the names of the object in which it stands. */
export function unknownArgument(schema: JsonSchema, parent: Path, name: string): ArgumentFault {
  const known = argumentsAt(schema, parent);
  const field = fieldPath([...parent, name]);
  const suggestion = didYouMean(name, known);
  const within = parent.length === 0 ? 'this tool' : `"${fieldPath(parent)}"`;
  return {
    code: 'E2002',
    problem: `"${field}" is not an argument of ${within}`,
    details: {
      field,
      expectedFormat: known.length === 0 ? 'no arguments' : `one of ${known.join(', ')}`,
      ...(suggestion === undefined ? {} : { suggestion: `Did you mean "${suggestion}"?` }),
    },
  };
}

export function missingArgument(schema: JsonSchema, path: Path): ArgumentFault {
  const field = fieldPath(path);
  return {
    code: 'E2003',
    problem: `"${field}" is missing`,
    details: { field, expectedFormat: expectationOf(ruleAt(schema, path)) },
  };
}

/** A value that breaks a rule of its type, form or range. */
export function invalidArgument(schema: JsonSchema, path: Path, value: unknown, broken: Broken): ArgumentFault {
  const rule = ruleAt(schema, path);
  const refused = ownRefusal(rule, path);
  if (refused) return refused;
  const words = { type: expectedType, form: expectationOf, range: expectedRange };
  const expectedFormat = words[broken](rule);
  const values = Array.isArray(rule?.enum) ? rule.enum.filter((one) => typeof one === 'string') : [];
  const nearest = typeof value === 'string' ? didYouMean(value.trim(), values) : undefined;
  return invalidValue(path, value, {
    expectedFormat,
    reason: `expected ${expectedFormat}`,
    ...(nearest === undefined ? {} : { suggestion: `Did you mean "${nearest}"?` }),
  });
}

/** The refusal that a rule names for wrong values. */
export function ownRefusal(rule: JsonSchema | undefined, path: Path): ArgumentFault | undefined {
  const refusal = ArgumentRefusal.safeParse(rule?.[REFUSAL]);
  if (!refusal.success) return undefined;
  const { code, message, expectedFormat } = refusal.data;
  return { code, problem: message.replace(/\.$/, ''), details: { field: fieldPath(path), expectedFormat } };
}

/** A value that is refused for a reason of its own. */
export function invalidValue(
  path: Path,
  value: unknown,
  { reason, expectedFormat, suggestion }: { reason: string; expectedFormat: string; suggestion?: string },
): ArgumentFault {
  const field = fieldPath(path);
  return {
    code: 'E2004',
    problem: `${field === '' ? 'The arguments are' : `"${field}" is`} not valid`,
    reason,
    details: {
      field,
      ...(value === undefined ? {} : { providedValue: shown(value) }),
      expectedFormat,
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  };
}

/**
 * The faults without those that another one explains: an argument is not missing if its name is only misspelt, and one
 * sentence about a field is enough.
 */
export function distinctFaults(faults: readonly ArgumentFault[]): ArgumentFault[] {
  const meant = new Set(
    faults.flatMap(({ code, details: { field = '', suggestion } }) => {
      const name = code === 'E2002' ? /^Did you mean "(.+)"\?$/.exec(suggestion ?? '')?.[1] : undefined;
      return name === undefined ? [] : [[...field.split('.').slice(0, -1), name].join('.')];
    }),
  );
  const seen = new Set<string>();
  return faults.filter(({ code, details: { field = '' } }) => {
    if (seen.has(field) || (code === 'E2003' && meant.has(field))) return false;
    seen.add(field);
    return true;
  });
}

/** A value without what it holds: what people write is masked, anything else is only named. */
function shown(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return 'a number';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : maskValue(value);
}

function argumentsAt(schema: JsonSchema, path: Path): string[] {
  const properties = ruleAt(schema, path)?.properties;
  return isObject(properties) ? Object.keys(properties) : [];
}
