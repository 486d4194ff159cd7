import type { JsonSchema } from '../../../../schemas/json.ts';
import { type Definitions, resolvedSchema } from '../schema/definitions.ts';

/** An argument that is bytes: written as base64, or named by the URI of a resource that holds them. */
export function binaryArgument(description?: unknown): JsonSchema {
  return {
    anyOf: [
      { type: 'string', contentEncoding: 'base64', description: 'The bytes as base64.' },
      {
        type: 'object',
        properties: {
          resource: { type: 'string', format: 'uri', description: 'URI of a resource that holds the bytes.' },
        },
        required: ['resource'],
        additionalProperties: false,
      },
    ],
    ...(typeof description === 'string' ? { description } : {}),
  };
}

/** Whether a schema means bytes: `format: binary` of 3.0, `contentMediaType` without an encoding of 3.1. */
export function isBinary(schema: JsonSchema, definitions: Definitions): boolean {
  const { type, format, contentMediaType, contentEncoding } = resolvedSchema(schema, definitions);
  if (type !== undefined && type !== 'string') return false;
  if (format === 'binary') return true;
  return (
    typeof contentMediaType === 'string' && contentEncoding === undefined && !/json|^text\//.test(contentMediaType)
  );
}
