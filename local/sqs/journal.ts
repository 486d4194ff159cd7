import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Message } from './message.ts';

type Entry = { put: Message } | { gone: string };

/**
 * The messages of one queue on disk: a line per change, so that a busy queue does not write itself whole
 * each time. At a start the messages that are left are written to a new file.
 */
export class Journal {
  private readonly path: string;
  /** True after a failed write, as on a full disk: it may have left half a line. */
  private torn = false;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** The messages that were in the queue when the last run ended. */
  load(): Message[] {
    const messages = new Map<string, Message>();
    for (const line of existsSync(this.path) ? readFileSync(this.path, 'utf8').split('\n') : []) {
      const entry = parse(line);
      if (!entry) continue;
      if ('gone' in entry) messages.delete(entry.gone);
      else messages.set(entry.put.copy, entry.put);
    }
    this.rewrite([...messages.values()]);
    return [...messages.values()];
  }

  put(message: Message): void {
    this.append({ put: message });
  }

  remove({ copy }: Message): void {
    this.append({ gone: copy });
  }

  rewrite(messages: readonly Message[]): void {
    const text = messages.map((message) => `${JSON.stringify({ put: message })}\n`).join('');
    writeFileSync(`${this.path}.tmp`, text, { mode: 0o600 });
    renameSync(`${this.path}.tmp`, this.path);
  }

  private append(entry: Entry): void {
    const line = `${this.torn ? '\n' : ''}${JSON.stringify(entry)}\n`;
    this.torn = true;
    appendFileSync(this.path, line, { mode: 0o600 });
    this.torn = false;
  }
}

/** Undefined for a line that a killed run left unfinished. */
function parse(line: string): Entry | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
