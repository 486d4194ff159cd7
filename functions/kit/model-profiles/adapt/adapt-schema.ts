import type { JsonSchemaObject, Profile } from '../lint.ts';
import { inlineReferences } from './inline-references.ts';
import { forGemini, forOpenaiStrict, itemsAdded } from './replacements.ts';
import { rewriteSchema } from './rewrite.ts';
import { toStrict } from './strict.ts';

/**
 * The schema as a provider takes it. It may accept more than the original, since a keyword that the provider does not
 * know becomes words in the description; calls are checked against the original all the same. Never accepts less, but
 * for recursion, which a profile without references cuts at the point of recursion.
 */
export function adaptSchema(profile: Profile, schema: JsonSchemaObject): JsonSchemaObject {
  switch (profile) {
    case 'anthropic':
      return inlineReferences(schema);
    case 'openai':
      return rewriteSchema(schema, itemsAdded);
    case 'openai-strict':
      return toStrict(rewriteSchema(inlineReferences(schema), forOpenaiStrict));
    case 'gemini':
      return rewriteSchema(inlineReferences(schema), forGemini);
    case 'bedrock':
      return schema;
  }
}
