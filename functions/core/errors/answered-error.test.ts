import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { logger } from '../logging/logger.ts';
import { answeredError } from './answered-error.ts';
import { ManifoldError } from './manifold-error.ts';

const hidden = { correlationId: 'c', showTrace: false };
afterEach(() => {
  jest.restoreAllMocks();
});

describe('an error that ends a call', () => {
  it('leaves its stack in the log, without the words of foreign errors', () => {
    const log = jest.spyOn(logger, 'error').mockReturnValue();
    const error = new ManifoldError('E5001', 'It failed.', { cause: new TypeError('pan ABCPE1234F') });
    expect(answeredError(error, hidden).trace).toBeUndefined();
    const [message, facts] = log.mock.calls[0] as [string, { stack: string }];
    expect(message).toBe('It failed.');
    expect(facts).toMatchObject({ code: 'E5001', correlationId: 'c' });
    expect(facts.stack).toMatch(/^E5001 It failed\.\n\s+at [\s\S]*\ncaused by: TypeError\n\s+at /);
    expect(JSON.stringify(facts)).not.toContain('ABCPE1234F');
  });

  it('is logged for debugging only if the request was at fault', () => {
    const [asError, asDebug] = [jest.spyOn(logger, 'error'), jest.spyOn(logger, 'debug')];
    answeredError(new ManifoldError('E2004', 'No.'), hidden);
    expect(asError).not.toHaveBeenCalled();
    expect(asDebug).toHaveBeenCalledTimes(1);
  });
});
