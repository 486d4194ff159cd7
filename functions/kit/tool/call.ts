import type { CallContext } from '../../../schemas/invocation.ts';
import type { Dispatcher } from '../../core/egress/egress-dispatcher.ts';
import type { SealContext } from '../field-encryption/sealer.ts';
import type { FamilyFiles } from '../files/files.ts';
import type { EgressAgents } from '../outbound/egress-agents.ts';
import type { BackgroundStore, FamilyStore } from '../store/store.ts';

export interface Progress {
  /** How much of the work is done, in units of your choice; each report has a greater number than the one before. */
  progress: number;
  /** The number at which the work is complete, if it is known. */
  total?: number;
  message?: string;
}

/** What every kind of work gets: calls, schedules and events. */
interface Provisions {
  /** Aborts when the deadline passes or the caller cancels. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  /**
   * The family's secret, with the keys that its manifest declares. It is kept in memory for a few minutes; `fresh` reads
   * it again, for example after a provider has refused a credential.
   */
  secret(options?: { fresh: boolean }): Promise<Record<string, string>>;
  /** The value of a setting that the manifest declares: that of the stage, or else the default. */
  setting(name: string): string;
  /** The `fetch` of the web standard, limited to the hosts that the manifest declares. */
  readonly fetch: typeof fetch;
  /** The same for SDKs that take an `http.Agent` and an `https.Agent`. */
  readonly agents: EgressAgents;
  /** The same for SDKs that take a dispatcher of undici. */
  readonly dispatcher: Dispatcher;
  log(level: 'debug' | 'info' | 'notice' | 'warning' | 'error', data: unknown): void;
}

/** What a text is sealed for. The owner is the caller unless another is named; the tenant is always the caller's. */
export type CallSealContext = Pick<SealContext, 'purpose'> & Partial<Pick<SealContext, 'owner'>>;

/** What a tool, a resource or a prompt gets for one invocation. */
export interface Call extends Provisions {
  readonly context: CallContext;
  /** Number of this attempt, counted from 1. */
  readonly attempt: number;
  /** The family's own table. Fails with E5001 unless the manifest declares `store`. */
  readonly store: FamilyStore;
  /** The family's own files. Fails with E5001 unless the manifest declares `files`. */
  readonly files: FamilyFiles;
  /** Encrypts a text under the family's own key. Fails with E5001 unless the manifest declares `fieldEncryption`. */
  seal(text: string, context: CallSealContext): Promise<string>;
  /** Decrypts a text that was sealed for the same context; E5001 for any other context. */
  open(sealed: string, context: CallSealContext): Promise<string>;
  /** Tells the client how far the work is, at once if the tool is `streaming` and the client has asked for progress. */
  progress(report: Progress): void;
}

/** What a family gets for work without a caller: a scheduled run, or an event of a provider. */
export interface BackgroundCall extends Provisions {
  readonly correlationId: string;
  /** Unix milliseconds at which the work is aborted. */
  readonly deadline: number;
  readonly store: BackgroundStore;
  seal(text: string, context: SealContext): Promise<string>;
  open(sealed: string, context: SealContext): Promise<string>;
}
