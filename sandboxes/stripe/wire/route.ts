import type { Json } from './answer.ts';
import type { Events } from './events.ts';
import type { Objects } from './objects.ts';

export interface StandInContext {
  readonly objects: Objects;
  readonly events: Events;
  /** Base URL of this stand-in, without a slash at the end. */
  readonly baseUrl: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path with `{id}` for one segment. */
  readonly path: string;
  /** @throws {Refusal} */
  readonly answer: (params: Json, context: StandInContext, id: string) => unknown;
}

/** The path's variable; undefined if the path does not fit. */
export function matchPath(template: string, path: string): string | undefined {
  const pattern = new RegExp(`^${template.replace('{id}', '([^/]+)')}$`);
  const match = pattern.exec(path);
  return match ? decodeURIComponent(match[1] ?? '') : undefined;
}
