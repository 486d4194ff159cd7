import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLine } from '../log.ts';
import { LogFile } from './log-file.ts';

/** Writes every line to a file, and the important ones to the terminal. */
export class ConsoleLog {
  private readonly file: LogFile;
  private readonly verbose: boolean;
  /** Lines wait until the summary has been printed. */
  private held: string[] | undefined = [];

  constructor({ stateDir, verbose }: { stateDir: string; verbose: boolean }) {
    mkdirSync(stateDir, { recursive: true });
    this.file = new LogFile(join(stateDir, 'cloud.log'), ({ message }) =>
      console.error(`The log cannot be written, lines are lost: ${message}. The local cloud goes on.`),
    );
    this.verbose = verbose;
  }

  readonly write = (line: LogLine): void => {
    const at = new Date().toISOString();
    this.file.write(`${at} ${line.kind} ${line.source} ${line.text}\n`);
    if (!this.verbose && isChatter(line)) return;
    const text = `${at.slice(11, 23)} ${prefix(line)}${line.text}`;
    if (this.held) this.held.push(text);
    else console.log(text);
  };

  release(): void {
    for (const text of this.held ?? []) console.log(text);
    this.held = undefined;
  }
}

/** Structured lines below warning, and the request log of sandboxes. */
function isChatter({ kind, text }: LogLine): boolean {
  if (kind === 'sandbox') return true;
  return kind === 'function' && (/"level":"(TRACE|DEBUG|INFO)"/.test(text) || text.startsWith('{"_aws"'));
}

function prefix({ kind, source }: LogLine): string {
  if (kind === 'access') return '';
  return kind === 'denied' ? 'DENIED ' : `[${source}] `;
}
