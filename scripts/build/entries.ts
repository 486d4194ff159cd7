import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFamilies, PROJECT_ROOT } from '../../lib/families.ts';

/** One bundle: its name and its source. */
export interface Entry {
  /** Path below `dist/`, e.g. `functions/front` or `families/kyc`. */
  readonly name: string;
  /** Absolute path of the module whose `handler` Lambda calls. */
  readonly source: string;
}

/** Every Lambda of the repository: `functions/<name>/index.ts` and each family's `handler.ts`. */
export function findEntries(): Entry[] {
  const root = join(PROJECT_ROOT, 'functions');
  const functions = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'index.ts')))
    .map(({ name }) => ({ name: `functions/${name}`, source: join(root, name, 'index.ts') }));
  const families = findFamilies().map(({ name, path }) => ({
    name: `families/${name}`,
    source: join(path, 'handler.ts'),
  }));
  return [...functions, ...families].sort((one, other) => (one.name < other.name ? -1 : 1));
}
