import type { CallContext } from '../../../schemas/invocation.ts';

export interface Progress {
  /** How far the work has come; rises from report to report. */
  progress: number;
  total?: number;
  message?: string;
}

/**
 * What a tool has at hand while it works. One per invocation.
 */
export interface Call {
  readonly context: CallContext;
  /** Aborts when the deadline passes or the caller cancels. Hand it to everything that waits. */
  readonly signal: AbortSignal;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** The family's secret: the keys that its manifest names. Read once, kept for minutes, renewed by `fresh`. */
  secret(options?: { fresh: boolean }): Promise<Record<string, string>>;
  /** A setting that the manifest declares, as the stage has it. */
  setting(name: string): string;
  /** HTTP to the hosts that the manifest declares; anything else is refused. */
  readonly fetch: typeof fetch;
  /** Reaches the client at once where the tool is declared `streaming` and the client asked for it. */
  progress(report: Progress): void;
  log(level: 'debug' | 'info' | 'notice' | 'warning' | 'error', data: unknown): void;
}
