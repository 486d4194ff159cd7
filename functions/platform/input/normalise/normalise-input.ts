import type { JsonSchema } from '../../../../schemas/json.ts';
import type { ToolDefinition } from '../../../../schemas/tool-definition.ts';
import type { ArgumentFault } from '../../../core/errors/argument-faults.ts';
import { invalidValue } from '../../../core/input/faults.ts';
import { fieldPath, type Path } from '../../../core/input/field-path.ts';
import { isObject } from '../../../core/json/schema-property.ts';
import { childRule, plainRule } from '../../../core/json/schema-rule.ts';
import { minorField } from '../../../core/money/money.ts';
import { type CharacterChange, cleanIdentifier, cleanName, overridesOrder, showsOtherOrder } from './characters.ts';
import { acceptsNull, numberIn, textOfNumber, typesOf } from './convert.ts';
import { kindOf, takes } from './kind-of.ts';

/** What was changed in an argument, or that it was left out. */
export interface InputChange {
  readonly field: string;
  readonly change: CharacterChange | 'null-left-out' | 'text-to-number' | 'text-to-boolean' | 'number-to-text';
}

/** Arguments as the guards and the family see them. */
export interface NormalisedInput {
  readonly arguments: Record<string, unknown>;
  readonly changes: readonly InputChange[];
  /** Values that could mean two things. The guard of the input refuses them. */
  readonly ambiguous: readonly ArgumentFault[];
}

type Declared = Pick<ToolDefinition, 'inputSchema' | 'amountFields'>;

/**
 * Undoes what models and copied texts do to arguments by accident, if nothing is lost and only one meaning is left:
 * null for an argument that is left out, numbers as text and texts as numbers, full-width and invisible characters.
 * Everything else stays as it is, for the schema to refuse. Amounts of money are never changed.
 *
 * What this function answers it would answer unchanged.
 */
export function normaliseInput({ inputSchema, amountFields = {} }: Declared, args: Record<string, unknown>) {
  const amounts = Object.keys(amountFields).flatMap((path) => [path, minorField(path)]);
  const walk = new Walk(inputSchema, new Set(amounts));
  const normalised = walk.members(plainRule(inputSchema, inputSchema), args, []);
  return { arguments: normalised, changes: walk.changes, ambiguous: walk.ambiguous } satisfies NormalisedInput;
}

/** One walk over arguments and their schema, which collects what it changes. */
class Walk {
  readonly changes: InputChange[] = [];
  readonly ambiguous: ArgumentFault[] = [];
  readonly #schema: JsonSchema;
  readonly #amounts: ReadonlySet<string>;

  constructor(schema: JsonSchema, amounts: ReadonlySet<string>) {
    this.#schema = schema;
    this.#amounts = amounts;
  }

  members(rule: JsonSchema, given: Record<string, unknown>, path: Path): Record<string, unknown> {
    const { properties } = rule;
    const entries = Object.entries(given).flatMap(([name, value]): [string, unknown][] => {
      // Only declared names: what an open object holds is the caller's own data.
      if (!isObject(properties) || !Object.hasOwn(properties, name)) return [[name, value]];
      const declared = properties[name];
      if (value === null && isObject(declared) && !this.#takesNull(declared)) {
        this.#note([...path, name], 'null-left-out');
        return [];
      }
      return [[name, this.#value(childRule(this.#schema, rule, name), value, [...path, name])]];
    });
    return Object.fromEntries(entries);
  }

  #value(rule: JsonSchema | undefined, value: unknown, path: Path): unknown {
    if (!rule || this.#amounts.has(path.filter((part) => typeof part === 'string').join('.'))) return value;
    if (Array.isArray(value)) {
      return value.map((item, index) => this.#value(childRule(this.#schema, rule, index), item, [...path, index]));
    }
    if (isObject(value)) return this.members(rule, value, path);
    if (typeof value === 'string') return this.#text(rule, value, path);
    return typeof value === 'number' ? this.#number(rule, value, path) : value;
  }

  #text(rule: JsonSchema, value: string, path: Path): unknown {
    const types = typesOf(rule);
    if (!types.has('string')) return this.#otherType(types, value, path);
    // A union with numbers takes the text as it is: its family reads both.
    if (types.has('number') || types.has('integer')) return value;
    const kind = kindOf(rule, nameOf(path));
    if (kind === 'note' || kind === 'secret' || takes(rule, value)) return value;
    return this.#cleaned(value, path, kind === 'name');
  }

  #cleaned(value: string, path: Path, isName: boolean): string {
    if (isName ? overridesOrder(value) : showsOtherOrder(value)) {
      const reason = 'it has a character that shows its letters in another order';
      this.ambiguous.push(invalidValue(path, value, { reason, expectedFormat: 'text without such characters' }));
      return value;
    }
    const { text, changes } = isName ? cleanName(value) : cleanIdentifier(value);
    for (const change of changes) this.#note(path, change);
    return text;
  }

  /** A text in place of a number or of true and false. */
  #otherType(types: ReadonlySet<string>, value: string, path: Path): unknown {
    if (showsOtherOrder(value)) return value;
    const { text, changes } = cleanIdentifier(value);
    const isNumeric = types.has('number') || types.has('integer');
    const isLogical = types.has('boolean') && !isNumeric && (text === 'true' || text === 'false');
    const read = isLogical ? text === 'true' : isNumeric ? numberIn(text, types) : undefined;
    if (read === undefined) return value;
    for (const change of changes) this.#note(path, change);
    this.#note(path, isLogical ? 'text-to-boolean' : 'text-to-number');
    return read;
  }

  #number(rule: JsonSchema, value: number, path: Path): unknown {
    const types = typesOf(rule);
    if (!types.has('string') || types.has('number') || types.has('integer')) return value;
    const kind = kindOf(rule, nameOf(path));
    const text = textOfNumber(value);
    if (kind === 'digits' || text === undefined) {
      const expectedFormat = 'text in quotes, since a number does not keep its zeros';
      this.ambiguous.push(invalidValue(path, value, { reason: `expected ${expectedFormat}`, expectedFormat }));
      return value;
    }
    if (kind === 'secret') return value;
    this.#note(path, 'number-to-text');
    return text;
  }

  #takesNull(declared: JsonSchema): boolean {
    // The plain rule has null no longer, so the rule is asked as it is declared, and then what it refers to.
    return acceptsNull(declared.$ref === undefined ? declared : plainRule(this.#schema, declared));
  }

  #note(path: Path, change: InputChange['change']): void {
    this.changes.push({ field: fieldPath(path), change });
  }
}

/** The name of the argument; items of a list have the name of the list. */
const nameOf = (path: Path) => String(path.findLast((part) => typeof part === 'string') ?? '');
