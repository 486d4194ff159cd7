import type { JsonSchema } from '../../../../schemas/json.ts';
import type { Finding } from '../model.ts';

/** A converted schema with what it refers to and what was found on the way. Shared between operations: never changed. */
export interface Piece {
  readonly schema: JsonSchema;
  /** Names of the definitions that the schema refers to directly. */
  readonly uses: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** Definitions of one document and one direction, by name. */
export interface Definitions {
  get(name: string): Piece;
}

/**
 * A schema whose definitions are in a table that all tools of the document share. `wholeSchema` makes the document of
 * it that clients get: a large API has thousands of tools, and thousands of definitions that most of them reach.
 */
export interface PrunedSchema {
  readonly root: JsonSchema;
  readonly uses: ReadonlySet<string>;
  readonly definitions: Definitions;
}

/** Names of all definitions that the schema reaches, nearest first. Cycles end where they close. */
export function reachedFrom(uses: ReadonlySet<string>, definitions: Definitions): string[] {
  const reached = new Set(uses);
  for (const name of reached) {
    for (const next of definitions.get(name).uses) reached.add(next);
  }
  return [...reached];
}

/** The schema with `$defs` of exactly what it reaches. */
export function wholeSchema({ root, uses, definitions }: PrunedSchema): JsonSchema {
  const names = reachedFrom(uses, definitions).sort();
  if (names.length === 0) return root;
  return { ...root, $defs: Object.fromEntries(names.map((name) => [name, definitions.get(name).schema])) };
}

export const refTo = (name: string): string => `#/$defs/${name}`;

/** The definition that a schema is a reference to, with nothing but annotations beside it. */
export function referredName(schema: JsonSchema): string | undefined {
  const { $ref } = schema;
  return typeof $ref === 'string' && $ref.startsWith('#/$defs/') ? $ref.slice('#/$defs/'.length) : undefined;
}

/** The schema, or the one that it refers to. */
export function resolvedSchema(schema: JsonSchema, definitions: Definitions): JsonSchema {
  let resolved = schema;
  for (let steps = 0; steps < 20; steps += 1) {
    const name = referredName(resolved);
    if (name === undefined) return resolved;
    resolved = definitions.get(name).schema;
  }
  return resolved;
}
