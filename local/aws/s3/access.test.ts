import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambda, role } from '../../testing/assembly.ts';
import { TestCloud } from '../../testing/cloud.ts';
import { newSigner } from '../../testing/signer.ts';
import { LENDER } from '../../testing/sources.ts';

const BUCKET = 'test-guarded';
const ARN = `arn:aws:s3:::${BUCKET}`;
const SENT_MD5 = createHash('md5').update('sent').digest('base64');
const test = new TestCloud();
let writer: S3Client;
let reader: S3Client;
let operator: S3Client;

const KEY_POLICY = {
  Statement: [
    { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: 'arn:aws:iam::000000000000:root' } },
  ],
};
const useOf = (action: string) => ({
  Action: action,
  Resource: { 'Fn::GetAtt': ['Key', 'Arn'] },
  Condition: {
    StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com', 'kms:EncryptionContext:aws:s3:arn': ARN },
  },
});

beforeAll(async () => {
  await test.start({
    code: { Writer: LENDER, Reader: LENDER },
    resources: {
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: KEY_POLICY } },
      Guarded: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: BUCKET,
          ObjectLockEnabled: true,
          ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              {
                BucketKeyEnabled: true,
                ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: 'Key' } },
              },
            ],
          },
        },
      },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Guarded' },
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Action: 's3:*',
                Principal: '*',
                Resource: [ARN, `${ARN}/*`],
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
              {
                Effect: 'Deny',
                Action: 's3:PutObject',
                Principal: '*',
                Resource: `${ARN}/once/*`,
                Condition: { Null: { 's3:if-none-match': 'true' } },
              },
            ],
          },
        },
      },
      WriterRole: role({ Action: 's3:PutObject', Resource: `${ARN}/*` }, useOf('kms:GenerateDataKey')),
      ReaderRole: role(
        { Action: ['s3:GetObject', 's3:DeleteObjectVersion'], Resource: `${ARN}/open/*` },
        { Action: 's3:ListBucket', Resource: ARN, Condition: { StringLike: { 's3:prefix': 'open/*' } } },
        useOf('kms:Decrypt'),
      ),
      Writer: lambda('Writer', LENDER, 'WriterRole'),
      Reader: lambda('Reader', LENDER, 'ReaderRole'),
    },
  });
  operator = new S3Client(test.clientOptions());
  writer = new S3Client(await test.clientOptionsOf('writer'));
  reader = new S3Client(await test.clientOptionsOf('reader'));
});
afterAll(async () => {
  for (const client of [writer, reader, operator]) client.destroy();
  await test.dispose();
});

const put = (client: S3Client, Key: string, more = {}) =>
  client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x', ...more }));
const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));

/** A URL that carries its signature, made as the SDK's presigner makes it. */
async function presign(
  client: S3Client,
  method: string,
  key: string,
  expiresIn: number,
  at = new Date(),
  region?: string,
) {
  const endpoint = new URL(test.cloud.awsEndpoint);
  const request = {
    method,
    protocol: 'http:',
    hostname: endpoint.hostname,
    port: Number(endpoint.port),
    path: `/${BUCKET}/${key}`,
    query: { 'x-id': method === 'GET' ? 'GetObject' : 'PutObject' } as Record<string, string>,
    headers: { host: endpoint.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
  };
  const { accessKeyId, secretAccessKey, sessionToken = '' } = await client.config.credentials();
  const signer = newSigner({ accessKeyId, secretAccessKey, sessionToken }, { service: 's3', region });
  const signed = await signer.presign(request, { expiresIn, signingDate: at });
  const url = new URL(`${test.cloud.awsEndpoint}${signed.path}`);
  for (const [name, value] of Object.entries(signed.query ?? {})) url.searchParams.set(name, String(value));
  return url.href.replaceAll('+', '%20');
}

describe('rights to a bucket', () => {
  it('let a role do what its policy says, with the key on behalf of S3', async () => {
    const { SSEKMSKeyId } = await put(writer, 'open/a');
    expect(SSEKMSKeyId).toMatch(/^arn:aws:kms:/);
    const { Body } = await get(reader, 'open/a');
    expect(await Body?.transformToString()).toBe('x');
  });

  it('do not reach beyond the policy', async () => {
    await put(writer, 'closed/a');
    await expect(get(reader, 'closed/a')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(`is not authorized to perform: s3:GetObject on resource: ${ARN}/closed/a`),
    });
    await expect(get(writer, 'open/a')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(put(reader, 'open/b')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('to list hold for the prefix of the condition', async () => {
    const list = (Prefix: string) => reader.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));
    expect((await list('open/')).KeyCount).toBe(1);
    await expect(list('')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('are cut by what the bucket policy denies, for the header that it wants', async () => {
    await expect(put(writer, 'once/a')).rejects.toThrow('explicit deny in a resource-based policy');
    await put(writer, 'once/a', { IfNoneMatch: '*' });
  });

  it('do not show whether an object exists to a role that may not list', async () => {
    await expect(get(reader, 'open/none')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('to delete do not pass a governance retention without the right to bypass it', async () => {
    const { VersionId } = await put(operator, 'open/kept');
    const wanted = { Bucket: BUCKET, Key: 'open/kept', VersionId, BypassGovernanceRetention: true };
    await expect(reader.send(new DeleteObjectCommand(wanted))).rejects.toThrow('s3:BypassGovernanceRetention');
    await operator.send(new DeleteObjectCommand(wanted));
  });
});

describe('a presigned URL', () => {
  it('lets its holder do what its signer may do, and no more', async () => {
    await put(writer, 'open/shared');
    const answer = await fetch(await presign(reader, 'GET', 'open/shared', 60));
    expect([answer.status, await answer.text()]).toEqual([200, 'x']);
    expect((await fetch(await presign(reader, 'GET', 'closed/a', 60))).status).toBe(403);
  });

  it('accepts an upload', async () => {
    const url = await presign(writer, 'PUT', 'open/uploaded', 60);
    expect((await fetch(url, { method: 'PUT', body: 'sent', headers: { 'content-md5': SENT_MD5 } })).status).toBe(200);
    const { Body } = await get(reader, 'open/uploaded');
    expect(await Body?.transformToString()).toBe('sent');
  });

  it('is refused if any part of it was changed', async () => {
    const url = await presign(operator, 'GET', 'open/shared', 60);
    const tampered = await fetch(url.replace('open/shared', 'closed/a'));
    expect([tampered.status, await tampered.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
    expect((await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    const more = await fetch(url, { headers: { 'x-amz-bypass-governance-retention': 'true' } });
    expect([more.status, await more.text()]).toEqual([403, expect.stringContaining('which were not signed')]);
  });

  it('is refused if it is signed for another region or for a later time', async () => {
    const abroad = await fetch(await presign(operator, 'GET', 'open/shared', 60, new Date(), 'eu-west-1'));
    expect([abroad.status, await abroad.text()]).toEqual([400, expect.stringContaining("expecting 'us-east-1'")]);
    const early = await fetch(await presign(operator, 'GET', 'open/shared', 60, new Date(Date.now() + 16 * 60_000)));
    expect([early.status, await early.text()]).toEqual([403, expect.stringContaining('Request is not yet valid')]);
  });

  it('is refused after it has expired', async () => {
    const url = await presign(operator, 'GET', 'open/shared', 60, new Date(Date.now() - 61_000));
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  });
});
