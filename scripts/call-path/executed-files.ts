import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT_ROOT } from '../../lib/families.ts';

/** Counts function calls of this process (V8's precise coverage) until it is stopped. */
export interface CallCounter {
  /** Files below `functions/` in which a function ran since the last call of this method; loading a module does not count. */
  take(): Promise<Set<string>>;
  stop(): Promise<void>;
}

export async function countCalls(): Promise<CallCounter> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  return {
    async take() {
      // The function that begins at offset 0 is the module itself, which runs when it is loaded.
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const files = new Set<string>();
      for (const { url, functions } of result) {
        const path = url.startsWith('file:') ? relative(PROJECT_ROOT, fileURLToPath(url)) : '';
        if (!path.startsWith('functions/')) continue;
        const ran = functions.some(({ ranges: [range] }) => range && range.count > 0 && range.startOffset > 0);
        if (ran) files.add(path);
      }
      return files;
    },
    async stop() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
