import type { JsonSchemaObject } from './lint.ts';
import { isSchema, visitSchemas } from './visit.ts';

/** What providers count in a schema. Sizes of parts add up to those of the whole. */
export interface Sizes {
  /** Properties of all objects. */
  readonly properties: number;
  /** Characters of the names of properties and definitions, and of texts in `enum` and `const`. */
  readonly characters: number;
  /** Values of all enums. */
  readonly enumValues: number;
  /** Objects within objects; references are not followed. */
  readonly levels: number;
  /** Characters of the texts in the longest enum of more than 250 values. */
  readonly longEnum: number;
}

export const NO_SIZES: Sizes = { properties: 0, characters: 0, enumValues: 0, levels: 0, longEnum: 0 };

export function sizesOf(schema: JsonSchemaObject): Sizes {
  const parts: Sizes[] = [];
  visitSchemas(schema, (part, { level }) => {
    const names = isSchema(part.properties) ? Object.keys(part.properties) : [];
    const definitions = isSchema(part.$defs) ? Object.keys(part.$defs) : [];
    const listed: unknown[] = Array.isArray(part.enum) ? part.enum : [];
    const values = lengthOf(listed);
    parts.push({
      properties: names.length,
      characters: lengthOf([...names, ...definitions, part.const]) + values,
      enumValues: listed.length,
      levels: level,
      longEnum: listed.length > 250 ? values : 0,
    });
  });
  return sumOfSizes(parts);
}

export function sumOfSizes(parts: readonly Sizes[]): Sizes {
  return parts.reduce(
    (sum, part) => ({
      properties: sum.properties + part.properties,
      characters: sum.characters + part.characters,
      enumValues: sum.enumValues + part.enumValues,
      levels: Math.max(sum.levels, part.levels),
      longEnum: Math.max(sum.longEnum, part.longEnum),
    }),
    NO_SIZES,
  );
}

function lengthOf(values: readonly unknown[]): number {
  return values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}
