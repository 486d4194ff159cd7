import { KMSClient } from '@aws-sdk/client-kms';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SEALED_PREFIX, signingKeyAlias } from '../../../schemas/sealed-audit.ts';
import { bucketSource } from '../../../scripts/audit/connect-audit.ts';
import { verifyCommand } from '../../../scripts/audit/verify-command.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';
import { control } from '../../integration/support/control.ts';

/** Result of a run of the sealer. */
export type SealerRun = { failed: true } | { failed: false; windows: number; records: number };

/** Runs the sealer. Only one run is possible at a time, so it is tried again if the schedule runs it at this moment. */
export async function runSealer(): Promise<SealerRun> {
  for (;;) {
    try {
      const [run] = (await control('/schedules/AuditSealer')) as { failed: boolean; payload: string }[];
      return run && !run.failed ? { failed: false, ...JSON.parse(run.payload) } : { failed: true };
    } catch (error) {
      if (!String(error).includes('TooManyRequests')) throw error;
    }
  }
}

const config = () => {
  const { awsEndpoint, operator } = endpoints();
  return { endpoint: awsEndpoint, region: 'us-east-1', credentials: operator };
};

/** Every version of the first thousand objects that the sealer wrote. */
export async function sealedObjects(): Promise<{ key: string | undefined; version: string | undefined }[]> {
  const s3 = new S3Client(config());
  const list = new ListObjectVersionsCommand({ Bucket: endpoints().buckets.audit, Prefix: SEALED_PREFIX });
  const { Versions = [] } = await s3.send(list).finally(() => s3.destroy());
  return Versions.map(({ Key, VersionId }) => ({ key: Key, version: VersionId }));
}

/** Output of `npm run audit -- verify` for bucket and table. */
export async function verifySeal(): Promise<string> {
  const { buckets, tables } = endpoints();
  const keyId = signingKeyAlias('dev');
  const bucket = buckets.audit ?? '';
  const source = bucketSource({ bucket, keyId, s3: new S3Client(config()), kms: new KMSClient(config()) });
  const client = operatorTables(endpoints());
  try {
    const table = { client, table: tables.audit ?? '' };
    return (await verifyCommand({ source, table, now: Date.now(), progress: () => undefined })).text;
  } finally {
    source.close();
    client.destroy();
  }
}
