/** One request as tests see it: names of parameters, never their values, beside the idempotency key. */
export interface Entry {
  method: string;
  path: string;
  parameters: string[];
  idempotencyKey?: string;
  status: number;
  replayed: boolean;
}

const MOST = 5_000;

export class Transcript {
  private readonly entries: Entry[] = [];

  add(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length > MOST) this.entries.shift();
  }

  all(): readonly Entry[] {
    return this.entries;
  }

  clear(): void {
    this.entries.length = 0;
  }
}
