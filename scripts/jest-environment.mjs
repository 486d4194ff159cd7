import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest's Node environment with the globals that have a symbol for a name: Jest copies those with a text alone, and
 * without them a test does not find the dispatcher of `fetch`, which undici keeps under such a symbol.
 */
export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    // Node defines the symbols when one of undici's globals is first used.
    void globalThis.Request;
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (symbol !== Symbol.toStringTag) this.global[symbol] = globalThis[symbol];
    }
  }
}
