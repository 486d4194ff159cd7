import { processTree, readProcess } from './process-tree.ts';

/** Memory of a process and its descendants, in megabytes. */
export interface Memory {
  readonly processes: number;
  /** Pages in memory; what processes share counts for each of them. */
  readonly rssMb: number;
  /** Pages in memory; what processes share is divided among them. */
  readonly pssMb: number;
}

export function memoryOf(root: number): Memory {
  const pids = processTree(root);
  const rollups = pids.map((pid) => readProcess(pid, 'smaps_rollup'));
  const sum = (field: string) =>
    rollups.reduce((total, text) => total + Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0), 0);
  return { processes: pids.length, rssMb: sum('Rss') / 1024, pssMb: sum('Pss') / 1024 };
}

/** Reads the memory twice a second and keeps the highest value. */
export function peakMemory(root: number): { stop(): Memory } {
  let peak = memoryOf(root);
  const timer = setInterval(() => {
    const now = memoryOf(root);
    if (now.pssMb > peak.pssMb) peak = now;
  }, 500);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}
