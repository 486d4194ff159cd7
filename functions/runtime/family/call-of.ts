import type { CallContext, Frame } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import type { OutboundFetch } from '../http/outbound.ts';
import type { Call } from '../tool/call.ts';

/** What the functions of one family share between calls. */
export interface FamilyResources {
  secret(options?: { fresh: boolean }): Promise<Record<string, string>>;
  settings: Record<string, string>;
  outbound: OutboundFetch;
}

/** Levels of RFC 5424 as MCP orders them. */
const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

/** The `Call` of one invocation; `emit` sends a frame to front, at once. */
export function callOf(
  context: CallContext,
  signal: AbortSignal,
  resources: FamilyResources,
  emit: (frame: Frame) => void,
): Call {
  const threshold = context.logLevel === undefined ? LEVELS.length : LEVELS.indexOf(context.logLevel);
  return {
    context,
    signal,
    attempt: 1,
    secret: resources.secret,
    setting: (name) => {
      const value = resources.settings[name];
      if (value === undefined) throw new ManifoldError('E5001', `The manifest declares no setting "${name}".`);
      return value;
    },
    fetch: (input, init) => resources.outbound(input, { ...init, signal: init?.signal ?? signal }, context),
    progress: (report) => emit({ frame: 'progress', ...report }),
    log: (level, data) => {
      if (LEVELS.indexOf(level) >= threshold) emit({ frame: 'log', level, data });
    },
  };
}
