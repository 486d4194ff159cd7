/** An answer as the caller saw it. */
export interface AnsweredCall {
  readonly correlationId: string;
  /** `ok` or the code of the error. */
  readonly code: string;
  readonly ms: number;
}

/** Latencies above this are counted as this. */
const MOST_MS = 60_000;

/** Counts what callers saw, and compares it with the audit trail afterwards. Latencies are kept as a histogram. */
export class LoadTally {
  /** Codes of answers whose events were not seen yet, by correlation id. */
  private readonly awaited = new Map<string, string>();
  private readonly latencies = new Uint32Array(MOST_MS + 1);
  private readonly codes = new Map<string, number>();
  private readonly kills = new Map<string, number>();
  private orders = { placed: 0, doubled: 0, lost: 0 };
  private withoutAnswer = 0;

  answered({ correlationId, code, ms }: AnsweredCall): void {
    this.awaited.set(correlationId, code);
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    const slot = Math.min(MOST_MS, Math.round(ms));
    this.latencies[slot] = (this.latencies[slot] ?? 0) + 1;
  }

  unanswered(): void {
    this.withoutAnswer += 1;
  }

  killed(name: string): void {
    this.kills.set(name, (this.kills.get(name) ?? 0) + 1);
  }

  /** Takes the number of orders that the provider has of a book that was ordered once. */
  ordered({ orders, succeeded }: { orders: number; succeeded: boolean }): void {
    this.orders.placed += 1;
    if (orders > 1) this.orders.doubled += 1;
    if (succeeded && orders === 0) this.orders.lost += 1;
  }

  /** Takes the outcome of an answer out of the awaited ones; false if no answer awaited it. */
  sawOutcome(correlationId: string): boolean {
    return this.awaited.delete(correlationId);
  }

  result(): LoadCounts {
    const answers = [...this.codes.values()].reduce((sum, count) => sum + count, 0);
    return {
      answers,
      codes: Object.fromEntries(this.codes),
      unanswered: this.withoutAnswer,
      kills: Object.fromEntries(this.kills),
      orders: { ...this.orders },
      p50: this.percentile(answers * 0.5),
      p99: this.percentile(answers * 0.99),
      // A call is refused with E5002 if the trail does not answer, so such an answer may have no event.
      withoutOutcome: [...this.awaited.values()].filter((code) => code !== 'E5002').length,
    };
  }

  private percentile(rank: number): number {
    let seen = 0;
    for (const [ms, count] of this.latencies.entries()) {
      seen += count;
      if (seen >= rank) return ms;
    }
    return MOST_MS;
  }
}

export interface LoadCounts {
  /** Requests that front answered, and how often with which code. */
  readonly answers: number;
  readonly codes: Readonly<Record<string, number>>;
  /** Requests without an answer of front. */
  readonly unanswered: number;
  readonly kills: Readonly<Record<string, number>>;
  /** Books that were ordered once; of them, those that the provider has twice, and those that it lacks after a success. */
  readonly orders: { readonly placed: number; readonly doubled: number; readonly lost: number };
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers whose outcome the trail lacks. */
  readonly withoutOutcome: number;
}
