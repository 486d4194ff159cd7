import { InvokeCommand, type LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import type { Invocation } from '../../../schemas/invocation.ts';
import type { FamilyTarget } from '../../../schemas/registry-records.ts';
import { lambdaDispatcher } from './dispatcher.ts';

const target: FamilyTarget = { family: 'payments', functionArn: 'arn', invokeMode: 'buffered', tenantIsolated: false };
const invocation = (): Invocation => ({
  kind: 'resource',
  uri: 'payments://rates',
  context: {
    correlationId: 'test-correlation',
    principal: { id: 'test:ada', tenant: 'acme', tier: 'team', roles: [], scopes: [], credential: 'test-key' },
    deadline: Date.now() + 60_000,
    confirmed: false,
  },
});

/** A dispatcher whose Lambda answers or fails as the test says. */
const dispatch = (answer: () => unknown) => {
  const send = async (command: unknown) => {
    expect(command).toBeInstanceOf(InvokeCommand);
    return answer();
  };
  return lambdaDispatcher({ send } as unknown as LambdaClient).dispatch(target, invocation(), () => undefined);
};
const failing = (error: object) =>
  dispatch(() => {
    throw Object.assign(new Error('from the client'), error);
  });
const answering = (text: string, more: object = {}) => dispatch(() => ({ Payload: Buffer.from(text), ...more }));

describe('the dispatcher', () => {
  it.each([
    [{ code: 'ECONNREFUSED' }],
    [{ code: 'ENOTFOUND' }],
    [{ $metadata: { httpStatusCode: 403 } }],
    [new TooManyRequestsException({ message: 'slow down', $metadata: { httpStatusCode: 429 } })],
  ])('says that nothing ran where the request got nowhere: %j', async (error) => {
    await expect(failing(error)).rejects.toMatchObject({ code: 'E5004', retryable: true });
  });

  it.each([[{ code: 'ECONNRESET' }], [{ code: 'EPIPE' }], [{ $metadata: { httpStatusCode: 500 } }], [{}]])(
    'does not say so where the function may have run: %j',
    async (error) => {
      await expect(failing(error)).rejects.toMatchObject({ code: 'E3003', retryable: false });
    },
  );

  it.each(['', 'no JSON', '{"status":"maybe"}'])('nor if the answer cannot be read: %j', async (text) => {
    await expect(answering(text)).rejects.toMatchObject({ code: 'E3003', retryable: false });
  });

  it('returns the answer of the family', async () => {
    expect(await answering('{"status":"ok","meta":{}}')).toEqual({ status: 'ok', meta: {} });
  });
});
