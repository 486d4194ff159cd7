import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/**
 * Reads `add <pid>` and `del <pid>` from its input; when the input ends, because the parent is gone for whatever reason,
 * it kills the processes that are left. A shell costs a megabyte; a second Node would cost forty.
 */
const SCRIPT = `trap '' INT TERM HUP
pids=' '
while read -r verb pid; do
  case $verb in
    add) pids="$pids$pid " ;;
    del) pids=$(printf '%s' "$pids" | sed "s/ $pid / /") ;;
  esac
done
for pid in $pids; do kill -9 "$pid"; done 2>/dev/null
exit 0`;

/** Starts child processes that cannot outlive this one, stopped (SIGSTOP) or not. */
export class Watchdog {
  private readonly shell: ChildProcess;
  private readonly children = new Set<ChildProcess>();
  /** True once the processes are being stopped on purpose. */
  isStopping = false;

  constructor() {
    // Its own session: ctrl-c in the terminal reaches this process alone, which then stops the children in order.
    this.shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.shell.stdin?.on('error', () => {});
    this.shell.unref();
  }

  spawn(command: string, args: string[], options: SpawnOptions): ChildProcess {
    const child = spawn(command, args, { ...options, detached: true });
    this.children.add(child);
    this.notify('add', child.pid);
    child.once('exit', () => {
      this.children.delete(child);
      this.notify('del', child.pid);
    });
    return child;
  }

  /** Kills the remaining processes and waits until they are gone. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all([...this.children].map((child) => end(child)));
    this.shell.ref();
    const gone = new Promise((resolve) => this.shell.once('exit', resolve));
    this.shell.stdin?.end();
    await gone;
  }

  private notify(verb: 'add' | 'del', pid: number | undefined): void {
    if (pid !== undefined) this.shell.stdin?.write(`${verb} ${pid}\n`);
  }
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
