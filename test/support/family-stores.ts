import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { SealContext, Sealer } from '../../functions/kit/field-encryption/sealer.ts';
import type { FamilyFiles } from '../../functions/kit/files/files.ts';
import type { FamilyTable } from '../../functions/kit/store/table-store.ts';
import type { TestDatabase } from './dynamodb.ts';

/** A new, empty table with the indexes that a manifest declares. */
export async function familyTable(
  { client, table }: TestDatabase,
  indexes: readonly string[] = [],
): Promise<FamilyTable> {
  const TableName = await table();
  const names = ['pk', 'sk'];
  for (const IndexName of indexes) {
    const [hash, range] = [`${IndexName}Pk`, `${IndexName}Sk`];
    names.push(hash, range);
    const KeySchema = [
      { AttributeName: hash, KeyType: 'HASH' as const },
      { AttributeName: range, KeyType: 'RANGE' as const },
    ];
    await client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        GlobalSecondaryIndexUpdates: [{ Create: { IndexName, KeySchema, Projection: { ProjectionType: 'ALL' } } }],
      }),
    );
  }
  return { client, table: TableName, indexes };
}

/** Files of a family in memory; `kept` has them by tenant and key. */
export function filesInMemory() {
  const kept = new Map<string, { type: string; text: string }>();
  const of = (tenant: string): FamilyFiles => ({
    async put({ key, type, body }) {
      kept.set(`${tenant}/${key}`, { type, text: Buffer.from(body).toString() });
    },
    async link({ key, seconds }) {
      const expiresAt = new Date(Date.now() + seconds * 1_000).toISOString();
      return { url: `https://files.example/${tenant}/${key}`, expiresAt };
    },
  });
  return { kept, of };
}

/** Seals under a key of the test. Like KMS, it opens a text only under the context that the text was sealed for. */
export function testSealer(): Sealer {
  const key = randomBytes(32);
  const bound = ({ tenant, owner, purpose }: SealContext) => Buffer.from(JSON.stringify([tenant, owner, purpose]));
  return {
    async seal(text, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound(context));
      return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    async open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64url');
      const opened = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        .setAAD(bound(context))
        .setAuthTag(bytes.subarray(-16));
      return Buffer.concat([opened.update(bytes.subarray(12, -16)), opened.final()]).toString();
    },
  };
}
