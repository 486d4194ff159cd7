import { KMSClient } from '@aws-sdk/client-kms';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unpackRecords } from '../../functions/platform/audit/chain.ts';
import { SEALED_PREFIX, signingKeyAlias } from '../../schemas/sealed-audit.ts';
import { bucketSource } from '../../scripts/audit/bucket-source.ts';
import { verifyCommand } from '../../scripts/audit/verify-command.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { PLANTED } from '../cloud/planted-audit.ts';
import { operatorTables } from '../cloud/registry.ts';
import { control } from './support/control.ts';

const { awsEndpoint, operator, buckets, tables } = endpoints();
const config = { endpoint: awsEndpoint, region: 'us-east-1', credentials: operator };
const bucket = buckets.audit ?? '';
const keyId = signingKeyAlias('dev');
const s3 = new S3Client(config);
const kms = new KMSClient(config);
const source = bucketSource({ bucket, keyId, s3, kms });
const audit = { client: operatorTables(endpoints()), table: tables.audit ?? '' };
afterAll(() => {
  source.close();
  audit.client.destroy();
});

/** Runs the sealer. Only one run is possible at a time, so it is tried again if the schedule runs it at this moment. */
async function runSealer(): Promise<{ records: number; windows: number }> {
  for (;;) {
    const [run] = (await control('/schedules/AuditSealer')) as { failed: boolean; payload: string }[];
    if (!run || run.failed) throw new Error(`The sealer failed: ${run?.payload}`);
    const report = JSON.parse(run.payload);
    if (!report.skipped) return report;
  }
}

async function versions() {
  const all: NonNullable<ListObjectVersionsCommandOutput['Versions']> = [];
  let KeyMarker: string | undefined;
  do {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: SEALED_PREFIX, KeyMarker }),
    );
    for (const version of page.Versions ?? []) all.push(version);
    KeyMarker = page.NextKeyMarker;
  } while (KeyMarker !== undefined);
  return all.map(({ Key = '', VersionId = '', ETag }) => ({ Key, VersionId, ETag }));
}

beforeAll(async () => {
  await runSealer();
});

describe('the sealed audit', () => {
  it('has the events of closed windows under heads signed by KMS, and agrees with the table', async () => {
    const { text, exitCode } = await verifyCommand({
      source,
      table: audit,
      now: Date.now(),
      progress: () => undefined,
    });
    expect(text).toContain('The seal is whole.\nThe table has the same events');
    expect(exitCode).toBe(0);
    const sealed = (await versions()).filter(({ Key }) => Key.endsWith('.jsonl.gz'));
    const records = await Promise.all(
      sealed.map(async ({ Key }) => unpackRecords((await source.object(Key)) ?? new Uint8Array())),
    );
    const planted = records.flat().filter(({ event }) => PLANTED.tenants.some((tenant) => tenant === event.tenant));
    expect(planted).toHaveLength(8);
    expect(JSON.stringify(records)).not.toContain(PLANTED.principal);
    expect(new Set(planted.map(({ event }) => event.principal)).size).toBe(PLANTED.tenants.length);
  });

  it('stays as it is when the sealer runs again', async () => {
    const before = await versions();
    await runSealer();
    const after = await versions();
    expect(after.filter(({ Key }) => before.some((object) => object.Key === Key))).toEqual(before);
  });

  it('loses no version before its time', async () => {
    const [{ Key, VersionId } = { Key: '', VersionId: '' }] = await versions();
    const remove = new DeleteObjectCommand({ Bucket: bucket, Key, VersionId });
    await expect(s3.send(remove)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await source.object(Key)).toBeDefined();
  });
});
