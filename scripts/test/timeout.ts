import { jest } from '@jest/globals';

/** How long a test takes says nothing of the code, and machines differ: only a hang ends one. */
jest.setTimeout(60_000);
