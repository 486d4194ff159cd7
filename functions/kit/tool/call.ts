import type { CallContext } from '../../../schemas/invocation.ts';
import type { Dispatcher } from '../../core/egress/egress-dispatcher.ts';
import type { SealContext } from '../field-encryption/sealer.ts';
import type { FamilyFiles } from '../files/files.ts';
import type { EgressAgents } from '../outbound/egress-agents.ts';
import type { BackgroundStore, FamilyStore } from '../store/store.ts';

export interface Progress {
  /** How far the work has come; rises from report to report. */
  progress: number;
  total?: number;
  message?: string;
}

/** What a family has at hand whatever it works at. */
interface Provisions {
  /** Aborts when the deadline passes or the caller cancels. Hand it to everything that waits. */
  readonly signal: AbortSignal;
  /** The family's secret: the keys that its manifest names. Read once, kept for minutes, renewed by `fresh`. */
  secret(options?: { fresh: boolean }): Promise<Record<string, string>>;
  /** A setting that the manifest declares, as the stage has it. */
  setting(name: string): string;
  /** HTTP to the hosts that the manifest declares; anything else is refused. */
  readonly fetch: typeof fetch;
  /** The same way out for SDKs that take `http.Agent` and `https.Agent`. */
  readonly agents: EgressAgents;
  /** The same way out for SDKs that take a dispatcher of undici. */
  readonly dispatcher: Dispatcher;
  log(level: 'debug' | 'info' | 'notice' | 'warning' | 'error', data: unknown): void;
}

/** What a text is sealed for; left out, the owner is the caller. The tenant is always the caller's. */
export type CallSealContext = Pick<SealContext, 'purpose'> & Partial<Pick<SealContext, 'owner'>>;

/**
 * What a tool has at hand while it works. One per invocation.
 */
export interface Call extends Provisions {
  readonly context: CallContext;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** The family's own table, where its manifest has a `store`; fails with E5001 where not. */
  readonly store: FamilyStore;
  /** The family's own files, where its manifest has `files`; fails with E5001 where not. */
  readonly files: FamilyFiles;
  /** Seals a text under the family's key, where its manifest says `fieldEncryption`; fails with E5001 where not. */
  seal(text: string, context: CallSealContext): Promise<string>;
  /** Opens what was sealed under the very same context. */
  open(sealed: string, context: CallSealContext): Promise<string>;
  /** Reaches the client at once where the tool is declared `streaming` and the client asked for it. */
  progress(report: Progress): void;
}

/** What a family has at hand for work that nobody called for: a turn of a schedule, an event of a provider. */
export interface BackgroundCall extends Provisions {
  readonly correlationId: string;
  /** Unix milliseconds at which the work is ended. */
  readonly deadline: number;
  readonly store: BackgroundStore;
  seal(text: string, context: SealContext): Promise<string>;
  open(sealed: string, context: SealContext): Promise<string>;
}
