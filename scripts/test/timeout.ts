import { jest } from '@jest/globals';

/** A slow machine says nothing about the code, so only a test that hangs is ended by its time. */
jest.setTimeout(60_000);
