import { addEventHandler } from 'jest-circus';

/** Milliseconds of a test or hook that names no limit of its own: only one that hangs is ended by its time. */
const LIMIT_MS = 60_000;

type Work = (...args: never[]) => unknown;

/** jest-light-runner knows no time limits, so this lays one around each test and hook as it is declared. */
addEventHandler((event, state) => {
  if (event.name !== 'add_test' && event.name !== 'add_hook') return;
  const { children, hooks } = state.currentDescribeBlock;
  const added = event.name === 'add_hook' ? hooks.at(-1) : children.at(-1);
  if (added && 'fn' in added && added.fn)
    added.fn = limited(added.fn as Work, event.timeout ?? LIMIT_MS) as typeof added.fn;
});

function limited(work: Work, ms: number): () => Promise<unknown> {
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`It did not end within ${ms} ms.`)), ms);
    });
    try {
      return await Promise.race([(work as () => unknown)(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
