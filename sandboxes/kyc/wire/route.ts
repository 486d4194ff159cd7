import type { Answer } from '../../shared/serve.ts';

/** A request that has passed the checks of headers, token and contract. */
export interface WireRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  /** The fields of the body that are texts. */
  texts: Record<string, string>;
  /** Base URL of this sandbox, without a slash at the end. */
  baseUrl: string;
}

/** Shape of a JSON body: its `@entity`, and the names that it must and may have beside it. */
export interface BodyContract {
  entity: string;
  required: readonly string[];
  optional?: readonly string[];
}

export interface Route {
  method: 'GET' | 'POST';
  /** Path with `{name}` for one segment. */
  template: string;
  body?: BodyContract;
  /** Query parameters that the API knows; others are refused. */
  query?: readonly string[];
  answer(request: WireRequest): Answer;
}

/** Variables of the path, percent-decoded; undefined if the template does not fit. */
export function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== segment) return undefined;
    if (name !== undefined) params[name] = decodeURIComponent(segment);
  }
  return params;
}

/** The fields of a body that are texts. */
export function textsOf(body: Record<string, unknown>): Record<string, string> {
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
  return Object.fromEntries(Object.entries(body).filter(isText));
}
