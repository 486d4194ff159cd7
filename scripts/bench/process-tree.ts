import { readdirSync, readFileSync } from 'node:fs';

/** Ids of a process and its descendants, as Linux lists them now. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // `pid (command) state parent …`: the command may hold spaces and brackets.
    const parent = /\) \S+ (\d+)/.exec(readProcess(Number(name), 'stat'))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const descends = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = parents.get(pid);
    return parent !== undefined && parent !== pid && descends(parent);
  };
  return [...parents.keys()].filter(descends);
}

/** One file of a process in /proc; empty if the process has ended. */
export function readProcess(pid: number, file: 'stat' | 'smaps_rollup' | 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
