import { posix } from 'node:path';
import type { DocumentSet } from './document-set.ts';
import { isObject, stringMember } from './json-value.ts';
import { childOf, keyOf, type Location } from './locate.ts';

/** What a reference leads to, or a sentence that says why it leads nowhere. */
export type Resolution =
  | { readonly found: Location }
  | { readonly found?: undefined; readonly code: string; readonly reason: string };

export interface Resolver {
  readonly root: Location;
  /** The place that `$ref` names, seen from the given file. It may hold a `$ref` itself. */
  resolve(ref: string, fromFile: string): Resolution;
  /** The place itself, or the place at the end of its chain of references. */
  follow(location: Location): Resolution;
}

/** Resolves references within a set of files. Nothing is fetched, and no path leaves the set. */
export function createResolver(documents: DocumentSet, maxReferences: number): Resolver {
  const known = new Map<string, Resolution>();
  const root: Location = { file: documents.root, pointer: '', node: documents.open(documents.root) };
  const self = stringMember(root.node, '$self');

  const resolve = (ref: string, fromFile: string): Resolution => {
    const key = `${fromFile}\n${ref}`;
    const cached = known.get(key);
    if (cached) return cached;
    const resolution = look(ref, fromFile);
    known.set(key, resolution);
    return resolution;
  };

  const look = (ref: string, fromFile: string): Resolution => {
    const local = self !== undefined && ref.startsWith(`${self}#`) ? ref.slice(self.length) : ref;
    const [path = '', fragment = ''] = splitOnce(local);
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(path)) {
      return {
        code: 'remote-reference',
        reason: `The reference "${ref}" leads to another server; nothing is fetched.`,
      };
    }
    const file = path === '' ? fromFile : posix.join(posix.dirname(fromFile), decode(path));
    if (path.startsWith('/') || file === '..' || file.startsWith('../')) {
      return { code: 'outside-reference', reason: `The reference "${ref}" leaves the folder of the document.` };
    }
    const node = path === '' && file === root.file ? root.node : documents.open(file);
    if (node === undefined) {
      return { code: 'missing-file', reason: `The reference "${ref}" names the file ${file}, which is not there.` };
    }
    return find({ file, pointer: '', node }, decode(fragment), ref);
  };

  const follow = (start: Location): Resolution => {
    const seen = new Set<string>();
    let location = start;
    for (;;) {
      const ref = isObject(location.node) ? stringMember(location.node, '$ref') : undefined;
      if (ref === undefined) return { found: location };
      seen.add(keyOf(location));
      const next = resolve(ref, location.file);
      if (next.found === undefined) return next;
      if (seen.has(keyOf(next.found))) {
        return { code: 'circular-reference', reason: `The reference "${ref}" leads back to itself.` };
      }
      if (seen.size > maxReferences) {
        return {
          code: 'reference-chain',
          reason: `The reference "${ref}" leads over more than ${maxReferences} others.`,
        };
      }
      location = next.found;
    }
  };

  return { root, resolve, follow };
}

function find(file: Location, fragment: string, ref: string): Resolution {
  if (fragment === '') return { found: file };
  if (!fragment.startsWith('/')) {
    const anchored = findAnchor(file, fragment);
    return (
      anchored ?? { code: 'missing-reference', reason: `The reference "${ref}" names an anchor that is not there.` }
    );
  }
  const names = fragment
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = childOf(file, ...names);
  if (found.node !== undefined) return { found };
  return { code: 'missing-reference', reason: `The reference "${ref}" leads to nothing in ${file.file}.` };
}

/** `$anchor` of JSON Schema 2020-12, anywhere in the file. */
function findAnchor(file: Location, anchor: string): Resolution | undefined {
  const open = [file];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (stringMember(next.node, '$anchor') === anchor) return { found: next };
    if (typeof next.node === 'object' && next.node !== null) {
      for (const name of Object.keys(next.node)) open.push(childOf(next, name));
    }
  }
  return undefined;
}

function splitOnce(ref: string): string[] {
  const at = ref.indexOf('#');
  return at < 0 ? [ref, ''] : [ref.slice(0, at), ref.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
