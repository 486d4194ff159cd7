import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { ResourceContent } from '../../../kit/tool/define-family.ts';

export const JSON_TYPE = 'application/json';

/** One resource as JSON. */
export function jsonContents(uri: string, value: unknown): ResourceContent[] {
  return [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(value) }];
}

const MOST = 100;

/** @throws {ManifoldError} E2004 where the limit is none */
export function limitOf(text = '20'): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MOST) return limit;
  throw new ManifoldError('E2004', '"limit" is not valid.', {
    details: { field: 'limit', expectedFormat: `a whole number from 1 to ${MOST}` },
  });
}
