import { newSpanId } from './trace-context.ts';

/** Facts of a span: names, counts and codes, never a value that a caller or a provider sent. */
export type SpanFacts = Record<string, string | number | boolean>;

/** A span as it stands in the log. */
export interface SpanRecord {
  readonly name: string;
  readonly id: string;
  readonly parent?: string;
  /** Unix milliseconds. */
  readonly start: number;
  readonly ms: number;
  /** `ok`, an error's code or its name. */
  readonly outcome: string;
  readonly facts?: SpanFacts;
}

/** One piece of work in a call. Its id is made when somebody asks for it: many spans turn out not to be worth keeping. */
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

  /** True once another span or another function names this one as its parent. */
  get isParent(): boolean {
    return this.#id !== undefined;
  }
}
