import { posix } from 'node:path';
import { OpenApiError } from '../openapi-error.ts';
import { isObject, member } from './json-value.ts';
import type { ReadLimits } from './limits.ts';
import { parseText } from './parse-text.ts';

/** The files of one document. */
export interface DocumentSet {
  /** Path of the file with `openapi` or `swagger`. */
  readonly root: string;
  /** The parsed file; undefined if the set does not have it. A file is parsed on first use. */
  open(path: string): unknown;
}

/** Files by path, relative to the folder they came in; as bytes or text. */
export type SourceFiles = ReadonlyMap<string, Uint8Array | string>;

const DOCUMENT_FILE = /\.(json|ya?ml)$/i;

/**
 * @param root path of the file to begin with; if it is left out, it is the one file that says `openapi` or `swagger`
 * @throws {OpenApiError} E2001 if there is no such file, or more than one; E2006 over a limit
 */
export function documentSet(sources: SourceFiles, limits: ReadLimits, root?: string): DocumentSet {
  const files = new Map([...sources].map(([path, source]) => [cleanPath(path), source]));
  if (files.size > limits.maxFiles) {
    throw new OpenApiError('E2006', `The document has ${files.size} files; at most ${limits.maxFiles} are taken.`);
  }
  const bytes = [...files.values()].reduce((sum, source) => sum + lengthOf(source), 0);
  if (bytes > limits.maxBytes) {
    throw new OpenApiError(
      'E2006',
      `The document has ${megabytes(bytes)}; the limit is ${megabytes(limits.maxBytes)}.`,
      {
        expectedFormat: `at most ${megabytes(limits.maxBytes)}; the limit can be raised for one import`,
      },
    );
  }
  const parsed = new Map<string, unknown>();
  const open = (path: string): unknown => {
    if (parsed.has(path)) return parsed.get(path);
    const source = files.get(path);
    if (source === undefined) return undefined;
    const value = parseText(path, textOf(path, source), limits);
    parsed.set(path, value);
    return value;
  };
  return { root: root === undefined ? rootOf(files, open) : cleanPath(root), open };
}

function rootOf(files: SourceFiles, open: (path: string) => unknown): string {
  const paths = [...files.keys()];
  const [only] = paths;
  if (paths.length === 1 && only !== undefined) return only;
  const candidates = paths
    .filter((path) => DOCUMENT_FILE.test(path))
    .filter((path) => /^\s*["']?(openapi|swagger)["']?\s*:|^\s*\{\s*"(openapi|swagger)"/m.test(head(files.get(path))))
    .filter((path) => {
      const value = open(path);
      return isObject(value) && (member(value, 'openapi') ?? member(value, 'swagger')) !== undefined;
    });
  const [root] = candidates;
  if (root === undefined) {
    throw new OpenApiError('E2001', 'None of the files says "openapi" or "swagger" and its version.');
  }
  if (candidates.length > 1) {
    throw new OpenApiError('E2001', `Several files are documents: ${candidates.sort().join(', ')}. Name one of them.`);
  }
  return root;
}

/** @throws {OpenApiError} E2001 for a path that leaves the folder */
function cleanPath(path: string): string {
  const clean = posix.normalize(path.replaceAll('\\', '/'));
  if (clean.startsWith('/') || clean === '..' || clean.startsWith('../') || /^[a-z]:/i.test(clean)) {
    throw new OpenApiError('E2001', `The path "${path}" leaves the folder of the document.`);
  }
  return clean;
}

/** @throws {OpenApiError} E2001 if the bytes are not UTF-8 */
function textOf(path: string, source: Uint8Array | string): string {
  if (typeof source === 'string') return source;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch {
    throw new OpenApiError('E2001', `${path} is not UTF-8 text.`, { expectedFormat: 'JSON or YAML in UTF-8' });
  }
}

const lengthOf = (source: Uint8Array | string) =>
  typeof source === 'string' ? Buffer.byteLength(source) : source.length;
const head = (source: Uint8Array | string | undefined) =>
  typeof source === 'string' ? source.slice(0, 4_000) : Buffer.from(source ?? []).toString('utf8', 0, 4_000);
const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`;
