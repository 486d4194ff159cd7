import { createHash, randomBytes } from 'node:crypto';
import { REFRESH_TOKEN_PATTERN } from '../../../schemas/platform-tokens.ts';

/** A refresh token as it is handed out, once, and what is kept of it. */
export interface RefreshToken {
  family: string;
  text: string;
  /** SHA-256 of the text, hexadecimal. */
  hash: string;
}

/** A new token of a family; without one, of a new family. */
export function newRefreshToken(family = randomBytes(16).toString('base64url')): RefreshToken {
  const text = `mfr_${family}_${randomBytes(32).toString('base64url')}`;
  return { family, text, hash: hashOf(text) };
}

/** The presented token; undefined if the text is not a refresh token of the platform. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  const family = REFRESH_TOKEN_PATTERN.exec(text)?.[1];
  return family === undefined ? undefined : { family, text, hash: hashOf(text) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
