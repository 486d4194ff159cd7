/** What a line is about: a call through the gateway, a function's own output, a refused AWS call, or the cloud itself. */
export type LogKind = 'access' | 'function' | 'denied' | 'cloud' | 'sandbox';

export type LogLine = {
  kind: LogKind /** Function, sandbox or API that the line comes from. */;
  source: string;
  text: string;
};

export type LogSink = (line: LogLine) => void;

/** Fans lines out to subscribers and keeps the last ones, so that a test may ask what happened. */
export class Logs {
  private readonly sinks = new Set<LogSink>();
  private readonly recent: LogLine[] = [];
  private readonly keep: number;

  constructor(keep = 2_000) {
    this.keep = keep;
  }

  write(kind: LogKind, source: string, text: string): void {
    const line = { kind, source, text };
    this.recent.push(line);
    if (this.recent.length > this.keep * 2) this.recent.splice(0, this.keep);
    for (const sink of this.sinks) sink(line);
  }

  /** Calls `sink` with every line from now on; the returned function ends it. */
  subscribe(sink: LogSink): () => void {
    this.sinks.add(sink);
    return () => this.sinks.delete(sink);
  }

  /** The last lines, oldest first. */
  collected(): LogLine[] {
    return this.recent.slice(-this.keep);
  }
}
