import type { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { lambdaIssuerReader } from './issuer-reader.ts';

const METADATA = { issuer: 'https://idp.example', jwks_uri: 'https://idp.example/keys', other: [1] };

/** Reads through a Lambda that gives this answer. */
function readerOf(answer: { Payload?: string; FunctionError?: string }) {
  const inputs: unknown[] = [];
  const send = async ({ input }: InvokeCommand) => {
    inputs.push([input.FunctionName, Buffer.from(input.Payload as Uint8Array).toString()]);
    return { ...answer, Payload: answer.Payload === undefined ? undefined : Buffer.from(answer.Payload) };
  };
  return { read: lambdaIssuerReader({ send } as never, 'arn:reader'), inputs };
}

describe('reading an issuer through the function', () => {
  it('names the issuer and passes its metadata on whole', async () => {
    const { read, inputs } = readerOf({ Payload: JSON.stringify(METADATA) });
    expect(await read({ name: 'corporate' })).toEqual(METADATA);
    expect(inputs).toEqual([['arn:reader', '{"issuer":"corporate"}']]);
  });

  it.each([
    ['the function failed', { FunctionError: 'Unhandled', Payload: JSON.stringify(METADATA) }],
    ['the answer is no metadata', { Payload: '{"jwks_uri":7}' }],
    ['there is no answer', {}],
  ])('fails if %s', async (_case, answer) => {
    await expect(readerOf(answer).read({ name: 'corporate' })).rejects.toThrow();
  });
});
