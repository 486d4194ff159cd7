import { registerHooks } from 'node:module';

/**
 * Setup of each process that runs tests. Tests import Jest's functions by name from `@jest/globals`, which works under
 * Jest's own runner only; this serves the import from the globals that jest-light-runner sets.
 */
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === '@jest/globals'
      ? { url: new URL('./jest-api.ts', import.meta.url).href, shortCircuit: true }
      : nextResolve(specifier, context),
});
