/** Result of compiling one document of the corpus. */
export interface DocumentResult {
  readonly name: string;
  readonly bytes: number;
  readonly operations: number;
  readonly accepted: number;
  readonly lossy: number;
  readonly refused: number;
  /** Operations by code of a loss or refusal. */
  readonly codes: Readonly<Record<string, number>>;
  readonly tokens: number;
  /** Operations by provider that would refuse them as they are. */
  readonly lint: Readonly<Record<string, number>>;
  /** Milliseconds to read and compile, without counting tokens. */
  readonly compileMs: number;
  /** Milliseconds for everything. */
  readonly totalMs: number;
  /** Largest resident memory of the process up to the end of the document, in megabytes. */
  readonly megabytes: number;
  /** Why the document as a whole is refused, such as its size. */
  readonly refusal?: string;
  /** Text of an unexpected error. */
  readonly crash?: string;
}

/** A result without operations and findings. */
export function nothingOf(name: string): DocumentResult {
  const counts = { bytes: 0, operations: 0, accepted: 0, lossy: 0, refused: 0, tokens: 0 };
  return { name, ...counts, codes: {}, lint: {}, compileMs: 0, totalMs: 0, megabytes: 0 };
}
