import type { JsonSchema } from '../../../../schemas/json.ts';

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const SAME = ['pattern', 'format', 'multipleOf', 'contentEncoding'];

/** Limits of the second schema that the first has not, or that are stricter than those of the first. */
export function narrowedBounds(from: JsonSchema, to: JsonSchema): string[] {
  const stricter = (keyword: string, isStricter: (before: number, after: number) => boolean) => {
    const [before, after] = [from[keyword], to[keyword]];
    if (typeof after !== 'number') return [];
    if (typeof before === 'number' && !isStricter(before, after)) return [];
    return [`has ${keyword} ${after}${typeof before === 'number' ? ` in place of ${before}` : ''}`];
  };
  return [
    ...LOWER.flatMap((keyword) => stricter(keyword, (before, after) => after > before)),
    ...UPPER.flatMap((keyword) => stricter(keyword, (before, after) => after < before)),
    ...SAME.filter((keyword) => to[keyword] !== undefined && to[keyword] !== from[keyword]).map(
      (keyword) =>
        `has ${keyword} ${JSON.stringify(to[keyword])}${from[keyword] === undefined ? '' : ` in place of ${JSON.stringify(from[keyword])}`}`,
    ),
    ...(to.uniqueItems === true && from.uniqueItems !== true ? ['no longer takes an item twice'] : []),
  ];
}
