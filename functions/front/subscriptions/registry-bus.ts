import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';
import { logger } from '../../core/logging/logger.ts';
import type { Epochs } from '../../platform/registry/catalogue.ts';

/** How soon a change of the registry reaches an open stream. */
const POLL_MS = 1_000;

const EVENTS = {
  tools: { kind: 'tools_list_changed' },
  resources: { kind: 'resources_list_changed' },
  prompts: { kind: 'prompts_list_changed' },
} as const satisfies Record<string, ServerEvent>;

/**
 * Source of list-changed events: while a stream listens, it reads the registry's epochs each second. Instances share
 * the table and nothing else.
 */
export function registryBus(readEpochs: () => Promise<Epochs>): ServerEventBus {
  const listeners = new Set<(event: ServerEvent) => void>();
  let timer: NodeJS.Timeout | undefined;
  let known: Epochs | undefined;

  const publish = (event: ServerEvent) => {
    for (const listener of listeners) listener(event);
  };

  const poll = async () => {
    const epochs = await readEpochs();
    if (known) {
      for (const kind of ['tools', 'resources', 'prompts'] as const) {
        // A change of a policy may show or hide any entry.
        if (epochs[kind] !== known[kind] || epochs.policies !== known.policies) publish(EVENTS[kind]);
      }
    }
    known = epochs;
  };
  const pollSafely = () => poll().catch((error: unknown) => logger.warn('epochs unreadable', { error: String(error) }));

  return {
    publish,
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) {
        void pollSafely();
        timer = setInterval(pollSafely, POLL_MS);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
        known = undefined;
      };
    },
  };
}
