import { createWriteStream, type WriteStream } from 'node:fs';

/**
 * A log file that is written in the background. On a full disk lines are lost, and the file is opened again with the next
 * one; `report` is called once for each time that it began to fail.
 */
export class LogFile {
  private readonly path: string;
  private readonly report: (error: Error) => void;
  private stream: WriteStream | undefined;
  private failing = false;

  /** Empties the file. */
  constructor(path: string, report: (error: Error) => void) {
    this.path = path;
    this.report = report;
    this.stream = this.open('w');
  }

  write(line: string): void {
    this.stream ??= this.open('a');
    this.stream.write(line, (error) => {
      if (!error) this.failing = false;
    });
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
