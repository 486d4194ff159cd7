import { jest } from '@jest/globals';

/** These tests wait for a cloud: how long says nothing of the code, so only a hang ends them. */
jest.setTimeout(60_000);
