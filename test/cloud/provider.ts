import type { ControlRoute } from './control-server.ts';

/**
 * Providers that fail when a test says so: `POST /provider/<name>` is a request to one, and answers how many there were;
 * `POST /provider-state/<name>/{down,up,}` changes it, or only says how many requests it has had.
 */
export function providers(): Record<'provider' | 'provider-state', ControlRoute> {
  const requests = new Map<string, number>();
  const down = new Set<string>();
  return {
    provider: async ([name = '']) => {
      const count = (requests.get(name) ?? 0) + 1;
      requests.set(name, count);
      // The control server answers 500 to what is thrown.
      if (down.has(name)) throw new Error('the provider is down');
      return { requests: count };
    },
    'provider-state': async ([name = '', state]) => {
      if (state === 'down') down.add(name);
      if (state === 'up') down.delete(name);
      return { requests: requests.get(name) ?? 0 };
    },
  };
}
