import type { ResourceContent } from '../../../kit/tool/define-family.ts';

export const JSON_TYPE = 'application/json';

/** One resource as JSON. */
export function jsonContents(uri: string, value: unknown): ResourceContent[] {
  return [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(value) }];
}
