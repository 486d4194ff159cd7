import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { dynoxideBinary } from '../process/binaries.ts';
import { freePort } from '../process/ports.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { StartError } from '../start-error.ts';

/** A running DynamoDB. Its process is started again when it ends, with the same data under the same URL. */
export type Database = {
  /** On loopback. */
  url: string;
  /** Kills the process, as a crash would, for tests; resolves once it has ended. */
  kill(): Promise<void>;
};

type Parts = {
  watchdog: Watchdog;
  /** File of the data. */
  file: string;
  /** Called with a sentence each time the process ends. */
  report(sentence: string): void;
};

/** Pauses between starts of a process that ends again and again. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** After this long a process counts as one that runs. */
const STEADY_MS = 10_000;

/**
 * Starts DynamoDB on SQLite.
 * @throws StartError if it ends before it answers for the first time.
 */
export async function startDynoxide(parts: Parts): Promise<Database> {
  const port = await freePort();
  const database = new Dynoxide(parts, port);
  await database.start();
  return { url: `http://127.0.0.1:${port}`, kill: () => database.kill() };
}

class Dynoxide {
  private readonly parts: Parts;
  private readonly port: number;
  private child: ChildProcess | undefined;
  private pauseMs = FIRST_PAUSE_MS;
  private complaint = '';

  constructor(parts: Parts, port: number) {
    this.parts = parts;
    this.port = port;
  }

  async start(): Promise<void> {
    const child = this.launch();
    const failed = once(child, 'exit').then(() => {
      throw new StartError(`DynamoDB (dynoxide) ended at start: ${this.reason()}.`);
    });
    failed.catch(() => {});
    await Promise.race([accepting(this.port, () => child.exitCode === null), failed]);
    this.restartAfter(child);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  private launch(): ChildProcess {
    const { watchdog, file } = this.parts;
    const child = watchdog.spawn(dynoxideBinary(), ['--port', String(this.port), '--db-path', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    this.complaint = '';
    child.stderr?.on('data', (chunk) => {
      this.complaint = `${this.complaint}${chunk}`.slice(-400);
    });
    return child;
  }

  private restartAfter(child: ChildProcess): void {
    const startedAt = Date.now();
    const restart = () => {
      if (this.parts.watchdog.isStopping) return;
      if (Date.now() - startedAt > STEADY_MS) this.pauseMs = FIRST_PAUSE_MS;
      this.parts.report(`DynamoDB (dynoxide) ended and is started again: ${this.reason()}`);
      setTimeout(() => {
        if (!this.parts.watchdog.isStopping) this.restartAfter(this.launch());
      }, this.pauseMs).unref();
      this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    };
    if (child.exitCode !== null || child.signalCode !== null) restart();
    else child.once('exit', restart);
  }

  private reason(): string {
    return this.complaint.trim() || 'no message';
  }
}

async function accepting(port: number, running: () => boolean): Promise<void> {
  while (running()) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    } finally {
      socket.destroy();
    }
  }
}
