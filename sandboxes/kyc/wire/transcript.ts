/** One request as the transcript keeps it: no bodies, no query values, no header values. */
export interface TranscriptEntry {
  method: string;
  /** Path as requested, without its query. */
  path: string;
  queryNames: string[];
  headerNames: string[];
  /** 0 if the connection was dropped. */
  status: number;
  /** ISO 8601. */
  at: string;
}

/** The requests and answers, in order; only the last thousand are kept. */
export class Transcript {
  private readonly entries: TranscriptEntry[] = [];

  add(entry: TranscriptEntry): void {
    this.entries.push(entry);
    if (this.entries.length > 1_000) this.entries.shift();
  }

  list(): readonly TranscriptEntry[] {
    return this.entries;
  }

  clear(): void {
    this.entries.length = 0;
  }
}
