import { processTree, readProcess } from './process-tree.ts';

/** Processor time by part of the system, in milliseconds. */
export type CpuTime = Readonly<Record<string, number>>;

/** Linux reports processor time in hundredths of a second. */
const MS_PER_TICK = 10;

/**
 * Time that a process and its descendants have used so far. Parts are `server` (the process itself, which in a local
 * cloud is gateway and AWS endpoint), `database`, and each function by its service name.
 */
export function cpuTimeOf(root: number): CpuTime {
  const parts: Record<string, number> = {};
  for (const pid of processTree(root)) {
    // Fields 14 and 15 of proc(5), counted from the state, which is the third.
    const fields = readProcess(pid, 'stat')
      .replace(/^.*\) /, '')
      .split(' ');
    const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    const part = partOf(pid, root);
    parts[part] = (parts[part] ?? 0) + ticks * MS_PER_TICK;
  }
  return parts;
}

/** Milliseconds per request by part; parts that did nothing are left out. */
export function cpuPerRequest(before: CpuTime, after: CpuTime, requests: number): CpuTime {
  const spent = Object.entries(after).map(([part, ms]): [string, number] => [
    part,
    (ms - (before[part] ?? 0)) / requests,
  ]);
  return Object.fromEntries(spent.filter(([, ms]) => ms > 0));
}

function partOf(pid: number, root: number): string {
  if (pid === root) return 'server';
  const environment = readProcess(pid, 'environ').split('\0');
  const value = (name: string) => environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  if (value('AWS_LAMBDA_FUNCTION_NAME') !== undefined) return value('POWERTOOLS_SERVICE_NAME') ?? 'function';
  return readProcess(pid, 'cmdline').includes('dynoxide') ? 'database' : 'other';
}
