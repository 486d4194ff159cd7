import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resource } from '../assembly/template.ts';
import { TestCloud } from '../testing/cloud.ts';

const SEALED = 'test-sealed';
const PLAIN = 'test-plain';
const COMPLIANT = 'test-compliant';

function bucket(name: string, properties: Record<string, unknown> = {}): Resource {
  return { Type: 'AWS::S3::Bucket', Properties: { BucketName: name, ...properties } };
}

function locked(name: string, mode: string): Resource {
  return bucket(name, {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: mode, Days: 2 } },
    },
    LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transitions: [] }] },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
  });
}

const ASSEMBLY = {
  resources: {
    Sealed: locked(SEALED, 'GOVERNANCE'),
    Compliant: locked(COMPLIANT, 'COMPLIANCE'),
    Plain: bucket(PLAIN),
  },
};

const test = new TestCloud();
let s3: S3Client;

function client(options: S3ClientConfig = {}): S3Client {
  return new S3Client({ ...test.clientOptions(), ...options });
}

beforeAll(async () => {
  await test.start(ASSEMBLY);
  s3 = client();
});
afterAll(async () => {
  s3.destroy();
  await test.dispose();
});

async function put(Bucket: string, Key: string, Body: string): Promise<string> {
  const { VersionId = 'none' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return VersionId;
}

async function text(Bucket: string, Key: string, VersionId?: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body?.transformToString();
}

describe('an object', () => {
  it('comes back with its metadata, type, entity tag and checksum', async () => {
    const Key = 'a b/ü+(1)/../x.json';
    await s3.send(
      new PutObjectCommand({
        Bucket: PLAIN,
        Key,
        Body: '{}',
        ContentType: 'application/json',
        Metadata: { kind: 'note' },
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket: PLAIN, Key, ChecksumMode: 'ENABLED' }));
    expect(got).toMatchObject({
      ContentType: 'application/json',
      ContentLength: 2,
      Metadata: { kind: 'note' },
      ETag: '"99914b932bd37a50b983c5e7c90ae93b"',
      ChecksumSHA256: 'RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=',
    });
    expect(await got.Body?.transformToString()).toBe('{}');
  });

  it('is read in part by a range', async () => {
    await put(PLAIN, 'range', '0123456789');
    const part = async (Range: string) => {
      const got = await s3.send(new GetObjectCommand({ Bucket: PLAIN, Key: 'range', Range }));
      return [await got.Body?.transformToString(), got.ContentRange];
    };
    expect(await part('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
    expect(await part('bytes=-3')).toEqual(['789', 'bytes 7-9/10']);
    expect(await part('bytes=8-')).toEqual(['89', 'bytes 8-9/10']);
    await expect(part('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('is accepted as a stream in chunks whose trailing checksum is verified', async () => {
    const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(5, 'b')]);
    await s3.send(new PutObjectCommand({ Bucket: PLAIN, Key: 'stream', Body, ContentLength: 70_005 }));
    const got = await s3.send(new GetObjectCommand({ Bucket: PLAIN, Key: 'stream', ChecksumMode: 'ENABLED' }));
    expect(got.ContentLength).toBe(70_005);
    expect(got.ContentEncoding).toBeUndefined();
    expect(got.ChecksumCRC32).toMatch(/^.{8}$/);
    expect((await got.Body?.transformToString())?.endsWith('abbbbb')).toBe(true);
  });

  it('is refused and not kept if its checksum is wrong', async () => {
    const wrong = new PutObjectCommand({ Bucket: PLAIN, Key: 'wrong', Body: 'x', ChecksumCRC32: 'AAAAAA==' });
    await expect(s3.send(wrong)).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(text(PLAIN, 'wrong')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('answers 404 if it is missing, also to HEAD', async () => {
    const missing = { Bucket: PLAIN, Key: 'missing' };
    await expect(s3.send(new HeadObjectCommand(missing))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(text('no-such-bucket', 'a')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('is written once with If-None-Match, however many writers try at the same time', async () => {
    const once = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: PLAIN, Key: 'once', Body, IfNoneMatch: '*' }));
    const tries = await Promise.allSettled(['a', 'b', 'c', 'd'].map(once));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    await expect(once('e')).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});

describe('a listing', () => {
  beforeAll(async () => {
    for (const key of ['l/2026/a', 'l/2026/b', 'l/2027/a', 'l/top', 'l/zeta']) await put(PLAIN, key, key);
  });

  it('has the keys under a prefix in order, page by page', async () => {
    const keys: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: PLAIN, Prefix: 'l/', MaxKeys: 2, ContinuationToken: token }),
      );
      for (const { Key } of page.Contents ?? []) keys.push(Key);
      token = page.NextContinuationToken;
    } while (token);
    expect(keys).toEqual(['l/2026/a', 'l/2026/b', 'l/2027/a', 'l/top', 'l/zeta']);
  });

  it('folds keys at a delimiter, each prefix once over pages', async () => {
    const found: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: PLAIN,
          Prefix: 'l/',
          Delimiter: '/',
          MaxKeys: 1,
          ContinuationToken: token,
        }),
      );
      for (const { Prefix } of page.CommonPrefixes ?? []) found.push(Prefix);
      for (const { Key } of page.Contents ?? []) found.push(Key);
      token = page.NextContinuationToken;
    } while (token);
    expect(found).toEqual(['l/2026/', 'l/2027/', 'l/top', 'l/zeta']);
  });

  it('begins after a key', async () => {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: PLAIN, Prefix: 'l/', StartAfter: 'l/2027/a' }));
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['l/top', 'l/zeta']);
  });
});

describe('Object Lock', () => {
  it('is described with its default retention', async () => {
    const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket: SEALED }));
    expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({ Mode: 'GOVERNANCE', Days: 2 });
  });

  it('keeps earlier versions after an overwrite and under a delete marker', async () => {
    const first = await put(SEALED, 'log', 'one');
    await put(SEALED, 'log', 'two');
    const { DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket: SEALED, Key: 'log' }));
    expect(DeleteMarker).toBe(true);
    await expect(text(SEALED, 'log')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await text(SEALED, 'log', first)).toBe('one');
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket: SEALED, Prefix: 'log' }));
    expect(Versions?.map(({ IsLatest }) => IsLatest)).toEqual([false, false]);
    expect(DeleteMarkers).toMatchObject([{ Key: 'log', IsLatest: true }]);
  });

  it('deletes a version under governance with the bypass alone', async () => {
    const VersionId = await put(SEALED, 'governed', 'x');
    const wanted = { Bucket: SEALED, Key: 'governed', VersionId };
    await expect(s3.send(new DeleteObjectCommand(wanted))).rejects.toMatchObject({ name: 'AccessDenied' });
    await s3.send(new DeleteObjectCommand({ ...wanted, BypassGovernanceRetention: true }));
    await expect(text(SEALED, 'governed', VersionId)).rejects.toMatchObject({ name: 'NoSuchVersion' });
  });

  it('refuses to delete or shorten a compliance retention, and lets a caller with the right extend it', async () => {
    const VersionId = await put(COMPLIANT, 'sealed', 'x');
    const wanted = { Bucket: COMPLIANT, Key: 'sealed', VersionId, BypassGovernanceRetention: true };
    await expect(s3.send(new DeleteObjectCommand(wanted))).rejects.toMatchObject({ name: 'AccessDenied' });
    const retain = (days: number, Mode: 'GOVERNANCE' | 'COMPLIANCE') =>
      s3.send(
        new PutObjectRetentionCommand({
          ...wanted,
          Retention: { Mode, RetainUntilDate: new Date(Date.now() + days * 86_400_000) },
        }),
      );
    await expect(retain(1, 'COMPLIANCE')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(retain(9, 'GOVERNANCE')).rejects.toMatchObject({ name: 'AccessDenied' });
    await retain(9, 'COMPLIANCE');
    const { Retention } = await s3.send(new GetObjectRetentionCommand(wanted));
    expect(Retention?.Mode).toBe('COMPLIANCE');
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket: COMPLIANT, Delete: { Objects: [{ Key: 'sealed', VersionId }] } }),
    );
    expect(Errors).toMatchObject([{ Key: 'sealed', Code: 'AccessDenied' }]);
    expect(await text(COMPLIANT, 'sealed')).toBe('x');
  });

  it('refuses an upload without a checksum', async () => {
    const plain = client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    plain.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        for (const name of Object.keys(headers)) if (name.startsWith('x-amz-checksum')) delete headers[name];
        return next(args);
      },
      { step: 'finalizeRequest' },
    );
    await expect(
      plain.send(new PutObjectCommand({ Bucket: SEALED, Key: 'unchecked', Body: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
    plain.destroy();
  });
});

describe('the state', () => {
  it('has objects, versions and locks after a restart', async () => {
    const first = await put(SEALED, 'kept', 'one');
    await put(SEALED, 'kept', 'two');
    s3.destroy();
    await test.stop();
    await test.start(ASSEMBLY);
    s3 = client();
    expect(await text(SEALED, 'kept')).toBe('two');
    expect(await text(SEALED, 'kept', first)).toBe('one');
    await expect(
      s3.send(new DeleteObjectCommand({ Bucket: SEALED, Key: 'kept', VersionId: first })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(
      s3.send(new PutObjectCommand({ Bucket: SEALED, Key: 'kept', Body: 'x', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});

describe('what S3 has and the local cloud does not', () => {
  it('is refused by name', async () => {
    await expect(s3.send(new PutObjectCommand({ Bucket: PLAIN, Key: 'a', Body: 'x', Tagging: 'a=b' }))).rejects.toThrow(
      'The local cloud does not offer s3 PutObject with x-amz-tagging.',
    );
  });
});
