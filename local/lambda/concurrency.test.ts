import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestApi } from '../testing/api.ts';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import { Concurrency } from './concurrency.ts';

const reason = (text: string) =>
  expect.objectContaining({ code: 'TooManyRequestsException', extra: { Reason: text, Type: 'User' } });

describe('the concurrency of an account', () => {
  it('is shared by functions without a reservation', () => {
    const concurrency = new Concurrency(2);
    const end = concurrency.begin('front');
    concurrency.begin('family');
    expect(() => concurrency.begin('front')).toThrow(reason('ConcurrentInvocationLimitExceeded'));
    end();
    end();
    concurrency.begin('front');
    expect(() => concurrency.begin('family')).toThrow(reason('ConcurrentInvocationLimitExceeded'));
  });

  it('keeps reserved executions for their function, and limits the function to them', () => {
    const concurrency = new Concurrency(101);
    concurrency.reserve('sealer', 1);
    for (let count = 0; count < 100; count += 1) concurrency.begin('front');
    expect(() => concurrency.begin('front')).toThrow(reason('ConcurrentInvocationLimitExceeded'));
    concurrency.begin('sealer');
    expect(() => concurrency.begin('sealer')).toThrow(reason('ReservedFunctionConcurrentInvocationLimitExceeded'));
  });

  it.each([
    [1_000, 900, undefined],
    [1_000, 901, 100],
    [10, 1, 10],
  ])('of %i allows a reservation of %i unless fewer than the minimum %s are left', (limit, reserved, minimum) => {
    const reserve = () => new Concurrency(limit).reserve('sealer', reserved);
    if (minimum === undefined) expect(reserve).not.toThrow();
    else expect(reserve).toThrow(`below its minimum value of [${minimum}]`);
  });
});

/** Lets every caller in as an authorizer, and answers as a proxy integration. */
const SOURCE = `
export const handler = async (event) => {
  if (event.type === 'REQUEST') return {
    principalId: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  };
  return { statusCode: 200, body: 'served' };
};`;

describe('an account with 10 concurrent executions', () => {
  let test: TestCloud;
  beforeEach(() => {
    test = new TestCloud();
  });
  afterEach(() => test.dispose());

  const start = async (properties: Record<string, unknown> = {}) => {
    const api = new TestApi()
      .authorizer('Authorizer', 'Guard')
      .method('GET', '/front', { target: 'Front', authorizer: 'Authorizer' });
    return test.start(
      {
        code: { Front: SOURCE, Guard: SOURCE },
        resources: {
          Role: role(),
          Front: lambda('Front', SOURCE, 'Role', properties),
          Guard: lambda('Guard', SOURCE, 'Role'),
          ...api.resources,
        },
      },
      { accountConcurrency: 10 },
    );
  };
  const get = async () => {
    const headers = { authorization: 'someone' };
    const answer = await fetch(`${test.cloud.apiUrl}/front`, { headers });
    return { status: answer.status, body: await answer.text() };
  };

  it('cannot reserve a single one', async () => {
    await expect(start({ ReservedConcurrentExecutions: 1 })).rejects.toThrow(/below its minimum value of \[10\]/);
  });

  it('serves a client, who gets 500 while the authorizer or the front function is throttled', async () => {
    const cloud = await start();
    cloud.setUnreservedConcurrency(0);
    expect(await get()).toEqual({ status: 500, body: '{"message":null}' });
    cloud.setUnreservedConcurrency(10);
    expect(await get()).toEqual({ status: 200, body: 'served' });
    cloud.setUnreservedConcurrency(0);
    // The authorizer's answer is cached, so the front function is the one that is throttled.
    expect(await get()).toEqual({ status: 500, body: '{"message":"Internal server error"}' });
  });
});
