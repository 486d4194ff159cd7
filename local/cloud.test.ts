import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resource } from './assembly/template.ts';
import { lambda, role, table } from './testing/assembly.ts';
import { TestCloud } from './testing/cloud.ts';
import { PROBE } from './testing/sources.ts';

const NEWER = PROBE.replace('process.env.GREETING', "'newer'");
const test = new TestCloud();

/** An assembly in which the function has one published version. */
function assembly(source: string, versionId: string) {
  const version: Resource = {
    Type: 'AWS::Lambda::Version',
    DeletionPolicy: 'Retain',
    Properties: { FunctionName: { Ref: 'Probe' } },
  };
  return {
    code: { Probe: source },
    resources: {
      Identity: table('identity'),
      Own: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { Name: 'own', GenerateSecretString: { PasswordLength: 20 } },
      },
      Role: role(),
      Probe: lambda('Probe', source, 'Role', { Environment: { Variables: { GREETING: 'hello' } } }),
      [versionId]: version,
    },
  };
}

async function secret(): Promise<string | undefined> {
  const client = new SecretsManagerClient(test.clientOptions());
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: 'own' }))).SecretString;
  } finally {
    client.destroy();
  }
}

beforeAll(() => test.start(assembly(PROBE, 'First')));
afterAll(() => test.dispose());

describe('the state', () => {
  it('belongs to its owner alone, as do the files that functions and database write', async () => {
    await test.invoke('probe', {});
    const { stateDir } = test.folders;
    const entries = readdirSync(stateDir, { recursive: true, withFileTypes: true });
    expect(entries.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['dynamodb.sqlite', 'dev-key.json', 'code']),
    );
    const open = entries.filter(({ parentPath, name }) => (statSync(join(parentPath, name)).mode & 0o077) !== 0);
    expect(open.map(({ name }) => name)).toEqual([]);
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  });

  it('survives a restart: generated secrets, versions with their code, the development key', async () => {
    const value = await secret();
    const { devKey } = test.cloud;
    expect(value).toHaveLength(20);
    expect(devKey).toMatch(/^mf_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}$/);
    await test.stop();

    await test.start(assembly(NEWER, 'Second'));
    expect(test.cloud.devKey).toBe(devKey);
    await expect(secret()).resolves.toBe(value);
    await expect(test.invoke('probe', {}, { Qualifier: '1' })).resolves.toMatchObject({
      payload: { greeting: 'hello' },
    });
    await expect(test.invoke('probe', {}, { Qualifier: '2' })).resolves.toMatchObject({
      payload: { greeting: 'newer' },
    });
  });

  it('can be used by one cloud at a time', async () => {
    const again = test.cloud;
    await expect(test.start(assembly(NEWER, 'Second'))).rejects.toThrow(/already runs on .+ stop it first/);
    expect(test.cloud).toBe(again);
  });

  it('is redeployed in place: the same endpoint serves the code that is on disk now', async () => {
    const { awsEndpoint } = test.cloud;
    test.folders.write(assembly(NEWER.replace("'newer'", "'newest'"), 'Third'));
    await test.cloud.redeploy();
    expect(test.cloud.awsEndpoint).toBe(awsEndpoint);
    await expect(test.invoke('probe', {})).resolves.toMatchObject({ payload: { greeting: 'newest' } });
  });
});
