import { newSpanId } from './trace-context.ts';

/** Facts about a span: names, counts and codes, never a value of a caller or a provider. */
export type SpanFacts = Record<string, string | number | boolean>;

/** A span as the log holds it. */
export interface SpanRecord {
  readonly name: string;
  readonly id: string;
  readonly parent?: string;
  /** Unix milliseconds. */
  readonly start: number;
  readonly ms: number;
  /** `ok`, or the code or name of an error. */
  readonly outcome: string;
  readonly facts?: SpanFacts;
}

/** One piece of work in a call. Its id is made at first use, since many spans are not kept. */
export class Span {
  readonly name: string;
  readonly parent: Span | undefined;
  readonly startedAt = performance.now();
  readonly facts: SpanFacts = {};
  #id: string | undefined;
  #endedAt: number | undefined;

  constructor(name: string, parent?: Span) {
    this.name = name;
    this.parent = parent;
  }

  get id(): string {
    this.#id ??= newSpanId();
    return this.#id;
  }

  /** Ends the span, if it has not ended yet. */
  end(): void {
    this.#endedAt ??= performance.now();
  }

  /** Milliseconds from start to end, or until now. */
  get ms(): number {
    return (this.#endedAt ?? performance.now()) - this.startedAt;
  }

  /** True if another span or function names this span as its parent. */
  get isParent(): boolean {
    return this.#id !== undefined;
  }
}
