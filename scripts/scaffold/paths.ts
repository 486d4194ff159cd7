import { join, relative } from 'node:path';
import { PROJECT_ROOT } from '../../lib/families.ts';

/** Folders that generated files import from, relative to the folder of the generated files. */
export interface Paths {
  /** `functions/core`. */
  readonly core: string;
  /** `functions/kit`. */
  readonly kit: string;
  /** `test/support`. */
  readonly support: string;
}

export function pathsFrom(folder: string): Paths {
  const to = (path: string) => relative(folder, join(PROJECT_ROOT, path));
  return { core: to('functions/core'), kit: to('functions/kit'), support: to('test/support') };
}
