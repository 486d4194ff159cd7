import { NO_FILES } from '../../functions/kit/files/files.ts';
import { openOutbound } from '../../functions/kit/outbound/outbound.ts';
import { NO_STORE } from '../../functions/kit/store/no-store.ts';
import type { Call } from '../../functions/kit/tool/call.ts';

const unprepared = (what: string) => async () => {
  throw new Error(`The test has not prepared ${what} for the tool.`);
};

/**
 * A call as a tool receives it, for unit tests: the caller is of tenant `test` and has a minute. The services of a call
 * (secret, settings, fetch, store) fail unless the test provides them.
 *
 * @example
 * await runTool(tool, { text: 'hello' }, testCall({ secret: async () => ({ apiKey: 'key_test_1' }) }));
 */
export function testCall(changes: Partial<Call> = {}): Call {
  return {
    context: {
      correlationId: 'test-correlation',
      principal: { id: 'test:caller', tenant: 'test', tier: 'team', roles: [], scopes: ['*'], credential: 'test-key' },
      deadline: Date.now() + 60_000,
      confirmed: false,
    },
    signal: new AbortController().signal,
    attempt: 1,
    secret: unprepared('a secret'),
    setting: (name) => {
      throw new Error(`The test has not prepared the setting "${name}".`);
    },
    fetch: unprepared('a fetch'),
    agents: openOutbound([], {}).agents,
    dispatcher: openOutbound([], {}).dispatcher,
    store: NO_STORE,
    files: NO_FILES,
    seal: unprepared('a key'),
    open: unprepared('a key'),
    progress: () => undefined,
    log: () => undefined,
    ...changes,
  };
}
