import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest's Node environment with the globals that are named by a symbol. Jest copies only globals with a string name, and
 * undici keeps the dispatcher of `fetch` under a symbol.
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
