import { KMSClient } from '@aws-sdk/client-kms';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { SEALER_LEASE_KEY } from '../../../schemas/keys.ts';
import { SEALED_PREFIX, signingKeyAlias } from '../../../schemas/sealed-audit.ts';
import { bucketSource } from '../../../scripts/audit/bucket-source.ts';
import { verifyCommand } from '../../../scripts/audit/verify-command.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';
import { control } from '../../integration/support/control.ts';

/** Result of a run of the sealer. */
export type SealerRun = { failed: true } | { failed: false; windows: number; records: number };

/** Runs the sealer. Only one run is possible at a time, so it is tried again if the schedule runs it at this moment. */
export async function runSealer(): Promise<SealerRun> {
  for (;;) {
    const run = await runSealerOnce();
    if (run !== 'skipped') return run;
  }
}

/** Runs the sealer once; `skipped` if another run holds the lease. */
export async function runSealerOnce(): Promise<SealerRun | 'skipped'> {
  const [run] = (await control('/schedules/AuditSealer')) as { failed: boolean; payload: string }[];
  if (!run || run.failed) return { failed: true };
  const report = JSON.parse(run.payload);
  return report.skipped ? 'skipped' : { failed: false, ...report };
}

/** Ends the lease of a run that was killed, as time would. */
export async function endLease(): Promise<void> {
  const client = operatorTables(endpoints());
  const remove = new DeleteCommand({ TableName: endpoints().tables.state, Key: SEALER_LEASE_KEY });
  await client.send(remove).finally(() => client.destroy());
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

/** Does work while the clock of the sealer is so many seconds ahead: windows that are still open are closed for it. */
export async function sealedSoon<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const set = async (ahead: number) => {
    await control(`/clocks/AuditSealer/${ahead}`);
    await control('/kills/AuditSealer');
  };
  await set(seconds);
  try {
    return await work();
  } finally {
    await set(0);
  }
}

/** The text of `npm run audit -- verify` for bucket and table: of all windows that are due, or of a span, ISO 8601. */
export async function verifySeal(span: { from?: string; to?: string } = {}): Promise<string> {
  const { buckets, tables } = endpoints();
  const keyId = signingKeyAlias('dev');
  const bucket = buckets.audit ?? '';
  const source = bucketSource({ bucket, keyId, s3: new S3Client(config()), kms: new KMSClient(config()) });
  const client = operatorTables(endpoints());
  try {
    const table = { client, table: tables.audit ?? '' };
    return (await verifyCommand({ source, table, ...span, now: Date.now(), progress: () => undefined })).text;
  } finally {
    source.close();
    client.destroy();
  }
}
