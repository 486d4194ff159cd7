import type * as jestGlobals from '@jest/globals';

/** What tests import from `@jest/globals` (jest-globals.ts). */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } =
  globalThis as unknown as typeof jestGlobals;
