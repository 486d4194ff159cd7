import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['bin', 'lib', 'functions', 'schemas'];
/** Editors write a file in several steps; a change counts once nothing has changed for so many milliseconds. */
const SETTLE_MS = 200;

/**
 * Calls `changed` after sources changed, one call at a time; changes during a call lead to one more.
 * @returns a function that ends it.
 */
export function watchSources(root: string, changed: (file: string) => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let pending: string | undefined;
  const run = async () => {
    if (running || pending === undefined) return;
    const file = pending;
    pending = undefined;
    running = true;
    await changed(file);
    running = false;
    void run();
  };
  const watchers = FOLDERS.filter((folder) => existsSync(join(root, folder))).map((folder) =>
    watch(join(root, folder), { recursive: true }, (_, file) => {
      if (!file || /\.test\.ts$|~$|\.tmp$/.test(file)) return;
      pending = join(folder, file);
      clearTimeout(timer);
      timer = setTimeout(run, SETTLE_MS);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
