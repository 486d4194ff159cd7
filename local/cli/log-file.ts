import { createWriteStream, renameSync, type WriteStream } from 'node:fs';

/** A file that has grown to this size goes on as a new one; the one before stays as `.1`. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * A log file that is written in the background. On a full disk lines are lost, and the file is opened again with the next
 * one; `report` is called once for each time that it began to fail.
 */
export class LogFile {
  private readonly path: string;
  private readonly report: (error: Error) => void;
  private stream: WriteStream | undefined;
  private readonly mostBytes: number;
  private bytes = 0;
  private failing = false;

  /** Empties the file. */
  constructor(path: string, report: (error: Error) => void, mostBytes = MOST_BYTES) {
    this.path = path;
    this.report = report;
    this.mostBytes = mostBytes;
    this.stream = this.open('w');
  }

  write(line: string): void {
    this.bytes += Buffer.byteLength(line);
    if (this.bytes > this.mostBytes) this.startAnew(Buffer.byteLength(line));
    this.stream ??= this.open('a');
    this.stream.write(line, (error) => {
      if (!error) this.failing = false;
    });
  }

  /** Lines that are on their way are still written to the file before. */
  private startAnew(bytes: number): void {
    try {
      renameSync(this.path, `${this.path}.1`);
      this.stream?.end();
      this.stream = this.open('w');
    } catch (error) {
      if (!this.failing) this.report(error as Error);
      this.failing = true;
    }
    this.bytes = bytes;
  }

  private open(flags: 'a' | 'w'): WriteStream {
    const stream = createWriteStream(this.path, { flags, mode: 0o600 });
    stream.on('error', (error) => {
      if (this.stream === stream) this.stream = undefined;
      if (!this.failing) this.report(error);
      this.failing = true;
    });
    return stream;
  }
}
