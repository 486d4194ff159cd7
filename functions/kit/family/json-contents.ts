import type { ResourceContent } from '../tool/define-family.ts';

export const JSON_TYPE = 'application/json';

/** The contents of a resource that is one JSON value. */
export function jsonContents(uri: string, value: unknown): ResourceContent[] {
  return [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(value) }];
}
