import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';

const SANDBOX = `
export default {
  name: 'bank', families: ['bank'],
  start: async ({ log }) => { log('listening'); return { url: 'http://sandbox.test', stop: async () => {} }; },
  environment: (url) => ({ BASE_URL: url }),
  secret: () => ({ token: 'of the sandbox' }),
};`;
const FAMILY = `export const handler = async () => process.env.BASE_URL;`;
const TAGS = [{ Key: 'manifold:family', Value: 'bank' }];
const assembly = {
  code: { Family: FAMILY },
  resources: {
    Role: role(),
    Family: lambda('Family', FAMILY, 'Role', {
      Tags: TAGS,
      Environment: { Variables: { BASE_URL: 'https://real.test' } },
    }),
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: 'bank', SecretString: '{"token":"set-me"}', Tags: TAGS },
    },
  },
};

let test: TestCloud;
let sandboxesDir: string;
beforeEach(() => {
  test = new TestCloud();
  sandboxesDir = join(test.folders.root, 'sandboxes');
  mkdirSync(join(sandboxesDir, 'bank'), { recursive: true });
  writeFileSync(join(sandboxesDir, 'bank', 'sandbox.ts'), SANDBOX);
});
afterEach(() => test.dispose());

async function secretOf(name: string, value?: string): Promise<string | undefined> {
  const client = new SecretsManagerClient(test.clientOptions());
  try {
    if (value !== undefined) await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
    return (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
  } finally {
    client.destroy();
  }
}

describe('a sandbox', () => {
  it('takes the place of the provider: the family gets its URL, the secret its credentials', async () => {
    const cloud = await test.start(assembly, { sandboxesDir });
    expect(cloud.sandboxes).toEqual({ bank: 'http://sandbox.test' });
    await expect(test.invoke('family', {})).resolves.toMatchObject({ payload: 'http://sandbox.test' });
    await expect(secretOf('bank')).resolves.toBe('{"token":"of the sandbox"}');
  });

  it('leaves a secret alone that a person has set', async () => {
    await test.start(assembly, { sandboxesDir });
    await secretOf('bank', '{"token":"real"}');
    await test.stop();
    await test.start(assembly, { sandboxesDir });
    await expect(secretOf('bank')).resolves.toBe('{"token":"real"}');
  });

  it('is not started for a family that goes live', async () => {
    const cloud = await test.start(assembly, { sandboxesDir, liveFamilies: ['bank'] });
    expect(cloud.sandboxes).toEqual({});
    await expect(test.invoke('family', {})).resolves.toMatchObject({ payload: 'https://real.test' });
    await expect(secretOf('bank')).resolves.toBe('{"token":"set-me"}');
    expect(cloud.logs.collected().map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/goes live, but the secret/),
    );
  });

  it('leaves its secret to credentials that are given at the start', async () => {
    await test.start(assembly, { sandboxesDir, liveFamilies: ['bank'], familySecrets: { bank: '{"token":"given"}' } });
    await expect(secretOf('bank')).resolves.toBe('{"token":"given"}');
  });
});
