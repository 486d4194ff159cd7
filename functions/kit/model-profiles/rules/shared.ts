import type { LintedTool, Rule } from '../lint.ts';

const nothing: readonly never[] = [];

/** The name has to match. */
export function nameRule(pattern: RegExp, meaning: string, source: string): Rule {
  return {
    name: 'name',
    source,
    ofTool: ({ name }) =>
      pattern.test(name) ? nothing : [{ pointer: '/name', message: `The name is not ${meaning}.` }],
  };
}

/** The input schema is an object, without the given keywords at its top. */
export function topLevelRule(forbidden: readonly string[], source: string): Rule {
  return {
    name: 'top-level',
    source,
    ofTool: ({ inputSchema }) => [
      ...(inputSchema.type === 'object'
        ? nothing
        : [{ pointer: '/inputSchema', message: 'The input schema is not of the type "object".' }]),
      ...forbidden
        .filter((keyword) => inputSchema[keyword] !== undefined)
        .map((keyword) => ({
          pointer: `/inputSchema/${keyword}`,
          message: `The input schema has "${keyword}" at its top.`,
        })),
    ],
  };
}

/** Names of the arguments have to match; names further down are not looked at. */
export function argumentNameRule(pattern: RegExp, meaning: string, source: string): Rule {
  return {
    name: 'argument-names',
    source,
    ofTool: ({ inputSchema }) =>
      argumentsOf(inputSchema)
        .filter((name) => !pattern.test(name))
        .map((name) => ({
          pointer: `/inputSchema/properties/${name}`,
          message: `The argument "${name}" is not ${meaning}.`,
        })),
  };
}

/** Schemas with one of the keywords are refused. */
export function keywordRule(name: string, keywords: readonly string[], source: string): Rule {
  return {
    name,
    source,
    ofSchema: (schema) => {
      const found = keywords.find((keyword) => schema[keyword] !== undefined);
      return found === undefined ? undefined : `The keyword "${found}" is not supported.`;
    },
  };
}

/** A list says what its items are. */
export function itemsRule(source: string): Rule {
  return {
    name: 'items',
    source,
    ofSchema: (schema) =>
      isOfType(schema.type, 'array') && schema.items === undefined
        ? 'A list does not say what its items are.'
        : undefined,
  };
}

/** The description has at most so many characters, and at least so many. */
export function descriptionRule(limits: { min?: number; max?: number }, source: string): Rule {
  const { min = 0, max = Number.POSITIVE_INFINITY } = limits;
  return {
    name: 'description',
    source,
    ofTool: ({ description }) => {
      if (description.length < min) return [{ pointer: '/description', message: 'The description is empty.' }];
      if (description.length <= max) return nothing;
      return [{ pointer: '/description', message: `The description has more than ${max} characters.` }];
    },
  };
}

export function argumentsOf(schema: LintedTool['inputSchema']): string[] {
  const { properties } = schema;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

export const isOfType = (stated: unknown, type: string): boolean =>
  stated === type || (Array.isArray(stated) && stated.includes(type));
