import { posix } from 'node:path';

/** One import of a module by another. */
export interface Import {
  readonly line: number;
  /** As it is written: `../schemas/json.ts`, `zod`. */
  readonly specifier: string;
  /** Whether only types are imported, so that nothing of it runs. */
  readonly typesOnly: boolean;
}

/** `import … from '…'`, `export … from '…'`, `import '…'` and `import('…')`, over as many lines as they take. */
const IMPORTS =
  /^[ \t]*(?:import|export)\s+(?<names>[^'";]*?\sfrom\s+)?['"](?<specifier>[^'"]+)['"]|\bimport\(['"](?<dynamic>[^'"]+)['"]\)/gm;

/** All imports with a fixed specifier. Specifiers made at run time are out of its sight. */
export function importsOf(source: string): Import[] {
  return [...source.matchAll(IMPORTS)].map((match) => ({
    line: source.slice(0, match.index).split('\n').length,
    specifier: match.groups?.specifier ?? match.groups?.dynamic ?? '',
    typesOnly: /^type\s/.test(match.groups?.names ?? ''),
  }));
}

/** Path in the repository that a relative specifier means; undefined for packages. */
export function importedPath(importer: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : undefined;
}

/** Name of the package that a specifier means; undefined for relative paths and Node's own modules. */
export function importedPackage(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
