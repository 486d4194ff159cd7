import { invalid, type Json } from './answer.ts';
import { integerOf, objectOf, onlyKnown, textOf } from './form.ts';
import type { ApiObject } from './objects.ts';

const PAGING = ['limit', 'starting_after', 'ending_before'];

/** One page of a list, newest first: `limit` 1 to 100, cursors are ids. */
export function page(items: readonly ApiObject[], params: Json, url: string): Json {
  const limit = integerOf(params, 'limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalid('This value must be between 1 and 100.', 'limit');
  const [after, before] = [textOf(params, 'starting_after'), textOf(params, 'ending_before')];
  const at = (id: string, param: string) => {
    const index = items.findIndex((item) => item.id === id);
    if (index < 0) throw invalid(`No such object: '${id}'`, param, 'resource_missing');
    return index;
  };
  if (before !== undefined) {
    const end = at(before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { object: 'list', url, has_more: start > 0, data: items.slice(start, end) };
  }
  const start = after === undefined ? 0 : at(after, 'starting_after') + 1;
  return { object: 'list', url, has_more: items.length > start + limit, data: items.slice(start, start + limit) };
}

/** Refuses parameters that the list does not know. */
export function checkListParams(params: Json, own: readonly string[]): void {
  onlyKnown(params, [...PAGING, ...own]);
}

/** The `created` filter: a moment, or a span by gt, gte, lt, lte; Unix seconds. */
export function createdFilter(params: Json): (one: ApiObject) => boolean {
  if (params.created === undefined) return () => true;
  if (typeof params.created === 'string') {
    const at = integerOf(params, 'created');
    return ({ created }) => created === at;
  }
  const span = objectOf(params, 'created');
  onlyKnown(span, ['gt', 'gte', 'lt', 'lte']);
  const [gt, gte, lt, lte] = ['gt', 'gte', 'lt', 'lte'].map((name) => integerOf(span, name));
  return ({ created }) =>
    (gt === undefined || created > gt) &&
    (gte === undefined || created >= gte) &&
    (lt === undefined || created < lt) &&
    (lte === undefined || created <= lte);
}
