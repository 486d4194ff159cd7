import type { JsonSchema } from '../../../../schemas/json.ts';
import type { ParameterPlan } from '../request/plan.ts';
import { type Definitions, referredName } from '../schema/definitions.ts';
import type { Pagination } from './response-plan.ts';

const CURSOR =
  /^(cursor|after|starting_?after|(next_?)?page_?token|next_?token|continuation_?token|(next_?)?cursor|marker|continue|exclusive_?start_?key)$/i;
const NEXT =
  /^(next_?cursor|cursor|next_?page_?token|next_?token|continuation_?token|next_?marker|continue|after|next_?page_?cursor|last_?evaluated_?key)$/i;
const OFFSET = /^(offset|skip|start|start_?(at|index)|\$skip)$/i;
const PAGE = /^(page|page_?(no|num|number|index)|p)$/i;
const SIZE = /^(limit|per_?page|page_?size|size|count|max_?results|max_?items|take|\$top|top|rows|page_?limit)$/i;

export interface PagedOperation {
  readonly parameters: readonly ParameterPlan[];
  /** Lower-case header names of the 2xx answers. */
  readonly headers: readonly string[];
  readonly output?: JsonSchema;
  readonly definitions: Definitions;
}

/** How the operation pages, by the names of its query parameters and answers; undefined if it does not seem to. */
export function paginationOf({ parameters, headers, output, definitions }: PagedOperation): Pagination | undefined {
  const queries = parameters.filter(({ in: place }) => place === 'query');
  const named = (pattern: RegExp) => queries.find(({ name }) => pattern.test(name))?.argument;
  const size = named(SIZE);
  const sized = size === undefined ? {} : { size };
  const cursor = named(CURSOR);
  if (cursor !== undefined) {
    const next = output === undefined ? undefined : nextIn(output, definitions);
    if (next !== undefined || size !== undefined) {
      return { kind: 'cursor', argument: cursor, next, ...sized };
    }
  }
  if (headers.includes('link')) return { kind: 'link' };
  const page = named(PAGE);
  if (page !== undefined) return { kind: 'page', argument: page, ...sized };
  const offset = named(OFFSET);
  return offset === undefined || size === undefined ? undefined : { kind: 'offset', argument: offset, ...sized };
}

/** JSON pointer of the value that leads on, at the top of the answer or one level below. */
function nextIn(schema: JsonSchema, definitions: Definitions, depth = 0): string | undefined {
  const name = referredName(schema);
  const { properties } = name === undefined ? schema : definitions.get(name).schema;
  if (typeof properties !== 'object' || properties === null) return undefined;
  const entries = Object.entries(properties as Record<string, JsonSchema>);
  const found = entries.find(([property]) => NEXT.test(property));
  if (found) return `/${found[0]}`;
  if (depth > 0) return undefined;
  const inner = entries
    .filter(([property]) => /^(meta(data)?|paging|pagination|response_metadata|links|page_?info)$/i.test(property))
    .map(([property, value]) => [property, nextIn(value, definitions, depth + 1)] as const)
    .find(([, next]) => next !== undefined);
  return inner && `/${inner[0]}${inner[1]}`;
}
