import type { CallContext, Frame } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import type { Sealer } from '../field-encryption/sealer.ts';
import { type FamilyFiles, NO_FILES } from '../files/files.ts';
import { type Outbound, type OutboundFetch, openOutbound } from '../outbound/outbound.ts';
import { NO_STORE } from '../store/no-store.ts';
import { backgroundStore, type FamilyTable, familyStore } from '../store/table-store.ts';
import type { BackgroundCall, Call } from '../tool/call.ts';

/** What the functions of one family share between calls. */
export interface FamilyResources {
  secret(options?: { fresh: boolean }): Promise<Record<string, string>>;
  settings: Record<string, string>;
  outbound: OutboundFetch;
  /** Agents and dispatcher for SDKs; without it, SDKs reach no host. */
  sdk?: Pick<Outbound, 'agents' | 'dispatcher'>;
  /** Set if the manifest declares `store`. */
  table?: FamilyTable;
  /** The files of a tenant; set if the manifest declares `files`. */
  files?: (tenant: string) => FamilyFiles;
  /** Set if the manifest declares `fieldEncryption`. */
  sealer?: Sealer;
}

/** Log levels of RFC 5424, in the order of MCP. */
const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

/** The `Call` of one invocation. `emit` sends a frame to front at once. */
export function callOf(
  context: CallContext,
  signal: AbortSignal,
  resources: FamilyResources,
  emit: (frame: Frame) => void,
): Call {
  const threshold = context.logLevel === undefined ? LEVELS.length : LEVELS.indexOf(context.logLevel);
  const { tenant, id } = context.principal;
  const { table, sealer = NO_SEALER } = resources;
  return {
    ...provisionsOf(resources, signal, context),
    context,
    attempt: 1,
    store: table ? familyStore(table, tenant) : NO_STORE,
    files: resources.files?.(tenant) ?? NO_FILES,
    seal: (text, { purpose, owner = id }) => sealer.seal(text, { tenant, owner, purpose }),
    open: (sealed, { purpose, owner = id }) => sealer.open(sealed, { tenant, owner, purpose }),
    progress: (report) => emit({ frame: 'progress', ...report }),
    log: (level, data) => {
      if (LEVELS.indexOf(level) >= threshold) emit({ frame: 'log', level, data });
    },
  };
}

/** The `BackgroundCall` of a scheduled run or an event. Its log messages go to the log of the family's function. */
export function backgroundCallOf(
  { correlationId, deadline, signal }: { correlationId: string; deadline: number; signal: AbortSignal },
  resources: FamilyResources,
): BackgroundCall {
  const { table, sealer = NO_SEALER } = resources;
  return {
    ...provisionsOf(resources, signal, { correlationId }),
    correlationId,
    deadline,
    store: table ? backgroundStore(table) : NO_STORE,
    seal: sealer.seal,
    open: sealer.open,
    log: (level, data) => logger[LOGGED_AS[level]]('background work', { correlationId, data }),
  };
}

const LOGGED_AS = { debug: 'debug', info: 'info', notice: 'info', warning: 'warn', error: 'error' } as const;

function provisionsOf(
  { secret, settings, outbound, sdk = NO_HOSTS }: FamilyResources,
  signal: AbortSignal,
  context: Pick<CallContext, 'correlationId' | 'traceparent'>,
) {
  return {
    signal,
    secret,
    setting: (name: string) => {
      const value = settings[name];
      if (value === undefined) throw new ManifoldError('E5001', `The manifest declares no setting "${name}".`);
      return value;
    },
    fetch: ((input, init) =>
      outbound(input, { ...init, signal: withDeadline(signal, init?.signal) }, context)) as typeof fetch,
    agents: sdk.agents,
    dispatcher: sdk.dispatcher,
  };
}

/** A signal that the tool passes to `fetch` is added to the deadline and the cancellation; it does not replace them. */
function withDeadline(deadline: AbortSignal, own: AbortSignal | null | undefined): AbortSignal {
  return own ? AbortSignal.any([own, deadline]) : deadline;
}

const NO_HOSTS = openOutbound([], {});

const unsealed = () =>
  Promise.reject(
    new ManifoldError('E5001', 'The family has no key for sealed fields.', {
      details: { suggestion: 'Declare "fieldEncryption: true" in family.ts.' },
    }),
  );
const NO_SEALER: Sealer = { seal: unsealed, open: unsealed };
