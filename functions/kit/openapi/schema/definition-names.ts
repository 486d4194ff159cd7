import { createHash } from 'node:crypto';
import { keyOf, type Location } from '../read/locate.ts';

/** Eight hex digits of what a text is; equal for equal texts. */
export const shortHash = (text: string, digits = 8): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

/** What JSON pointers, URI fragments and every model provider take as a name. */
const PLAIN_NAME = /^[A-Za-z0-9_.-]{1,80}$/;

/**
 * Name of the definition of a place. A named schema of the root file keeps its name; any other place gets a hash of
 * where it is, so that a name never depends on what was read before.
 */
export function definitionName(location: Location, rootFile: string): string {
  const segments = location.pointer.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = segments.at(-1) || (location.file.split('/').at(-1) ?? '').replace(/\.\w+$/, '') || 'schema';
  const isNamed = /^\/(components\/schemas|definitions)\/[^/]+$/.test(location.pointer) && location.file === rootFile;
  if (isNamed && PLAIN_NAME.test(last)) return last;
  const plain = last.replace(/[^A-Za-z0-9_.-]+/g, '_').slice(0, 64);
  return `${plain}_${shortHash(keyOf(location))}`;
}
