import type { Book } from './book.ts';
import type { Body } from './check-order.ts';
import type { Market } from './market.ts';

export interface StandInContext {
  readonly book: Book;
  readonly market: Market;
}

export interface WireRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: Body;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path with `{name}` for one segment. */
  readonly path: string;
  /** Query parameters that the API documents; others are refused. */
  readonly query: readonly string[];
  /** Undefined: 204. @throws {Refusal} */
  readonly answer: (request: WireRequest, context: StandInContext) => unknown;
}

/** Variables of the path; undefined if the path does not fit. */
export function matchPath(template: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const pattern = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return '([^/]+)';
  });
  const match = new RegExp(`^${pattern}$`).exec(path);
  return match
    ? Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]))
    : undefined;
}
