import type { ImportedTool } from '../model.ts';
import { type Piece, reachedFrom } from '../schema/definitions.ts';

/** Counts the tokens of a text. */
export type CountTokens = (text: string) => number;

/** Tokens of a tool as a model gets it: name, description and input schema, as JSON. */
export type ToolTokens = (tool: ImportedTool) => number;

/**
 * Counts each definition once for all tools that reach it. A tool's tokens are the sum of its parts', which differs
 * from those of the whole text by less than one in a hundred, since JSON's punctuation separates the parts.
 */
export function toolTokens(count: CountTokens): ToolTokens {
  const ofDefinitions = new Map<Piece, number>();
  return ({ name, description, input }) => {
    const names = reachedFrom(input.uses, input.definitions);
    const around = count(JSON.stringify({ name, description, input_schema: input.root }));
    const parts = names.map((definition) => {
      const piece = input.definitions.get(definition);
      const known = ofDefinitions.get(piece);
      if (known !== undefined) return known;
      const tokens = count(`${JSON.stringify(definition)}:${JSON.stringify(piece.schema)},`);
      ofDefinitions.set(piece, tokens);
      return tokens;
    });
    const frame = names.length > 0 ? count('"$defs":{},') : 0;
    return parts.reduce((sum, tokens) => sum + tokens, around + frame);
  };
}
