import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, expect, it, jest } from '@jest/globals';
import { Recording } from '../tracing/recording.ts';
import { CallLogFormatter } from './call-log-formatter.ts';

afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.POWERTOOLS_DEV;
});

it('adds the ids of the call to log lines inside a call, and no ids outside', () => {
  // Powertools then writes to the console of the test.
  process.env.POWERTOOLS_DEV = 'true';
  const warn = jest.spyOn(console, 'warn').mockReturnValue();
  const logger = new Logger({ logFormatter: new CallLogFormatter() });
  const recording = new Recording({ name: 'work', correlationId: 'c-1' });
  recording.run(() => logger.warn('inside', { part: 'x' }));
  logger.warn('outside');
  const [inside, outside] = warn.mock.calls.map(([text]) => JSON.parse(String(text)));
  expect(inside).toMatchObject({
    level: 'WARN',
    message: 'inside',
    part: 'x',
    correlation_id: 'c-1',
    trace_id: recording.trace.traceId,
    span_id: recording.root.id,
  });
  expect(outside).toMatchObject({ message: 'outside' });
  expect(outside).not.toHaveProperty('trace_id');
});
