import { readFileSync } from 'node:fs';
import { InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import { BROKEN, PROBE, STREAMER } from '../testing/sources.ts';

const test = new TestCloud();
const invoke = test.invoke.bind(test);

beforeAll(async () => {
  await test.start(
    {
      code: {
        Probe: PROBE,
        Tenants: PROBE,
        Slow: PROBE,
        Limited: PROBE,
        Streamer: STREAMER,
        Broken: BROKEN,
        Frozen: PROBE,
      },
      resources: {
        Role: role(),
        Probe: lambda('Probe', PROBE, 'Role', { Environment: { Variables: { GREETING: 'hello' } } }),
        ProbeVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Probe' } } },
        Tenants: lambda('Tenants', PROBE, 'Role', { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }),
        Slow: lambda('Slow', PROBE, 'Role', { Timeout: 1 }),
        Limited: lambda('Limited', PROBE, 'Role', { ReservedConcurrentExecutions: 1 }),
        Streamer: lambda('Streamer', STREAMER, 'Role'),
        Broken: lambda('Broken', BROKEN, 'Role'),
        Frozen: lambda('Frozen', PROBE, 'Role'),
      },
    },
    { freezeAfterSeconds: 0.2 },
  );
});

afterAll(() => test.dispose());

describe('an invocation', () => {
  it('sees the environment and context that Lambda gives', async () => {
    const { payload, error } = await invoke('probe', { a: 1 });
    expect(error).toBeUndefined();
    expect(payload).toMatchObject({
      event: { a: 1 },
      version: '$LATEST',
      memory: '256',
      greeting: 'hello',
      region: 'us-east-1',
    });
    expect(payload.endpoint).toBe(test.cloud.awsEndpoint);
    expect(payload.node).toMatch(/^24\./);
    expect(payload.arn).toBe('arn:aws:lambda:us-east-1:000000000000:function:probe');
    expect(payload.remaining).toBeLessThanOrEqual(10_000);
  });

  it('runs the published version that it names', async () => {
    const { payload, version } = await invoke('arn:aws:lambda:us-east-1:000000000000:function:probe:1', {});
    expect(version).toBe('1');
    expect(payload).toMatchObject({ version: '1', arn: 'arn:aws:lambda:us-east-1:000000000000:function:probe:1' });
  });

  it('reports the error that the handler throws', async () => {
    const { payload, error } = await invoke('probe', { throw: 'no such thing' });
    expect(error).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such thing' });
  });

  it('survives a process that ends itself, and the next call gets a fresh one', async () => {
    const { payload, error } = await invoke('probe', { exit: true });
    expect(error).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 3'),
    });
    await expect(invoke('probe', {})).resolves.toMatchObject({ payload: { greeting: 'hello' } });
  });

  it('is killed at its timeout', async () => {
    const { payload, error } = await invoke('slow', { sleep: 60_000 });
    expect(error).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
    });
  });

  it('reports code that cannot be loaded', async () => {
    await expect(invoke('broken', {})).resolves.toMatchObject({
      error: 'Unhandled',
      payload: { errorMessage: 'cannot load' },
    });
  });

  it('refuses a request above 6 MB and fails an answer above it', async () => {
    await expect(invoke('probe', { text: 'x'.repeat(6_300_000) })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
    await expect(invoke('probe', { big: 6_300_000 })).resolves.toMatchObject({
      error: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });

  it('is refused if the function or version is unknown', async () => {
    await expect(invoke('nothing', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(invoke('probe', {}, { Qualifier: '9' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is throttled beyond the reserved concurrency', async () => {
    const first = invoke('limited', { sleep: 500 });
    const others = await Promise.allSettled([invoke('limited', {}), invoke('limited', {})]);
    expect(others.map((one) => one.status === 'rejected' && one.reason.name)).toEqual([
      'TooManyRequestsException',
      'TooManyRequestsException',
    ]);
    await expect(first).resolves.toMatchObject({ payload: { event: { sleep: 500 } } });
  });

  it('waits its turn beyond the instances that the local cloud starts', async () => {
    const answers = await Promise.all(Array.from({ length: 9 }, () => invoke('probe', { sleep: 20 })));
    expect(new Set(answers.map(({ payload }) => payload.pid)).size).toBeLessThanOrEqual(3);
  });
});

describe('an idle instance', () => {
  it('is stopped, and wakes for the next call with its memory intact', async () => {
    const state = (pid: unknown) => /^\d+ \(.*\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    const { pid } = (await invoke('frozen', {})).payload;
    while (state(pid) !== 'T') await new Promise((next) => setImmediate(next));
    expect((await invoke('frozen', {})).payload.pid).toBe(pid);
  });
});

describe('a tenant-isolated function', () => {
  it('never gives one instance to two tenants, even with more tenants than instances', async () => {
    const pids = new Map<number, Set<string>>();
    for (const tenant of ['a', 'b', 'c', 'd', 'a', 'e', 'b', 'a']) {
      const { payload } = await invoke('tenants', {}, { TenantId: tenant });
      expect(payload.tenant).toBe(tenant);
      pids.set(Number(payload.pid), (pids.get(Number(payload.pid)) ?? new Set()).add(tenant));
    }
    for (const tenants of pids.values()) expect(tenants.size).toBe(1);
  });

  it('needs a tenant in each call, and other functions refuse one', async () => {
    await expect(invoke('tenants', {})).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await expect(invoke('probe', {}, { TenantId: 'a' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});

describe('a streamed invocation', () => {
  async function stream(event: unknown) {
    const answer = await test.lambda.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'streamer', Payload: JSON.stringify(event) }),
    );
    let text = '';
    let complete: unknown;
    for await (const part of answer.EventStream ?? []) {
      if (part.PayloadChunk) text += Buffer.from(part.PayloadChunk.Payload ?? []).toString();
      if (part.InvokeComplete) complete = part.InvokeComplete;
    }
    return { text, complete };
  }

  it('arrives whole and ends with InvokeComplete', async () => {
    await expect(stream({})).resolves.toEqual({ text: 'one two', complete: {} });
  });

  it('reports at its end that the function failed', async () => {
    const { text, complete } = await stream({ fail: true });
    expect(text).toBe('one ');
    expect(complete).toMatchObject({
      ErrorCode: 'Unhandled',
      ErrorDetails: expect.stringContaining('broke in the middle'),
    });
  });
});
