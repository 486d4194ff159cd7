import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { defaultProvider } from './aws-credentials.ts';

const before = { ...process.env };
beforeEach(() => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  process.env.AWS_SESSION_TOKEN = 'token';
});
afterEach(() => {
  process.env = { ...before };
});

it('the AWS credentials of a bundle are those of the environment of Lambda', async () => {
  expect(await defaultProvider()()).toEqual({
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  });
});

it.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])(
  'the AWS credentials of a bundle cannot be read if %s is missing',
  async (name) => {
    delete process.env[name];
    await expect(defaultProvider()()).rejects.toThrow('The environment holds no AWS credentials');
  },
);
