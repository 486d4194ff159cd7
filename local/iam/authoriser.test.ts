import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambda, role, table } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import { CALLER, PROBE } from '../testing/sources.ts';

const test = new TestCloud();
const invoke = test.invoke.bind(test);

beforeAll(async () => {
  await test.start({
    code: { Probe: PROBE, Caller: CALLER },
    resources: {
      Items: table('items'),
      Own: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'own', SecretString: 'mine' } },
      Other: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'other', SecretString: 'theirs' } },
      Role: role(),
      CallerRole: role(
        {
          Action: 'dynamodb:GetItem',
          Resource: { 'Fn::GetAtt': ['Items', 'Arn'] },
          Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['open#*'] } },
        },
        { Action: 'secretsmanager:GetSecretValue', Resource: { Ref: 'Own' } },
        { Action: 'lambda:InvokeFunction', Resource: { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['Probe', 'Arn'] }, '*']] } },
      ),
      Probe: lambda('Probe', PROBE, 'Role'),
      ProbeVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Probe' } } },
      Caller: lambda('Caller', CALLER, 'CallerRole'),
    },
  });
});

afterAll(() => test.dispose());

describe('authorisation', () => {
  const call = async (event: unknown) => {
    const { status, body } = (await invoke('caller', event)).payload;
    return { status: Number(status), body: String(body) };
  };
  const get = (pk: string) =>
    call({
      service: 'dynamodb',
      target: 'DynamoDB_20120810.GetItem',
      body: { TableName: 'items', Key: { pk: { S: pk }, sk: { S: 'x' } } },
    });

  it('lets a role do what its policy says, by leading key', async () => {
    await expect(get('open#1')).resolves.toEqual({ status: 200, body: '{}' });
  });

  it('answers as AWS does if no policy allows the call, and logs which role lacked which action', async () => {
    const { status, body } = await get('closed#1');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      __type: expect.stringContaining('AccessDeniedException'),
      message: expect.stringMatching(
        /^User: arn:aws:sts::000000000000:assumed-role\/.+\/caller is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/items because no identity-based policy allows the dynamodb:GetItem action$/,
      ),
    });
    expect(
      test.cloud.logs
        .collected()
        .filter(({ kind }) => kind === 'denied')
        .map(({ text }) => text),
    ).toContainEqual(expect.stringMatching(/^role \S+ lacks dynamodb:GetItem on \S+table\/items \(keys closed#1\)/));
  });

  it('keeps a role from the resources of another', async () => {
    const read = (SecretId: string) =>
      call({ service: 'secretsmanager', target: 'secretsmanager.GetSecretValue', body: { SecretId } });
    expect(JSON.parse((await read('own')).body)).toMatchObject({ SecretString: 'mine' });
    expect((await read('other')).body).toContain('AccessDeniedException');
    expect((await read('unknown')).body).toContain('AccessDeniedException');
  });

  it('checks an invocation against the qualified ARN', async () => {
    const to = (name: string) =>
      call({ service: 'lambda', path: `/2015-03-31/functions/${name}/invocations`, body: {} });
    expect((await to('probe:1')).status).toBe(200);
    expect(await to('probe')).toMatchObject({ status: 403, body: expect.stringContaining('lambda:InvokeFunction') });
  });

  it('refuses access keys that it did not issue, and services that it does not offer', async () => {
    const stranger = new DynamoDBClient({
      ...test.clientOptions(),
      credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' },
    });
    await expect(
      stranger.send(new GetItemCommand({ TableName: 'items', Key: { pk: { S: 'a' }, sk: { S: 'b' } } })),
    ).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    stranger.destroy();
    expect((await call({ service: 'xray', path: '/TraceSegments', body: {} })).body).toContain('has no service xray');
  });
});
