import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { apiKeyKey } from '../../schemas/keys.ts';
import type { ApiKey } from '../cloud.ts';
import { toAttributes } from '../data/attributes.ts';
import { DynamoError } from '../data/dynamodb-client.ts';
import type { Tables } from '../data/tables.ts';
import { StartError } from '../start-error.ts';
import { JsonFile } from '../state/json-file.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** API keys that the local cloud puts into the identity table itself; the assembly never holds one. */
export class DevKeys {
  private readonly file: JsonFile<{ key?: string; operatorKey?: string }>;
  private readonly tables: Tables;

  constructor({ file, tables }: { file: string; tables: Tables }) {
    this.file = new JsonFile(file, {});
    this.tables = tables;
  }

  /**
   * The development key: made at the first start, then kept, and the key of a second person, for decisions
   * that need two people. Empty if the assembly has no identity table.
   */
  async developmentKey(): Promise<string> {
    if (!this.table()) return '';
    const { key = newKey(), operatorKey = newKey() } = this.file.get();
    const who = { tenant: 'dev', tier: 'enterprise' } as const;
    await this.store(key, { ...who, id: 'local:developer', roles: ['admin'], scopes: ['*'] }, 'development key');
    await this.store(operatorKey, { ...who, id: 'local:operator', roles: ['operator'], scopes: ['*'] }, 'operator key');
    this.file.set({ key, operatorKey });
    return key;
  }

  /** @throws StartError if the assembly has no identity table. */
  async create(principal: Partial<Principal>): Promise<ApiKey> {
    const key = newKey();
    const who = { id: 'local:test', tenant: 'dev', tier: 'enterprise', roles: ['developer'], scopes: ['*'] } as const;
    const merged = { ...who, roles: [...who.roles], scopes: [...who.scopes], ...principal };
    return { key, record: await this.store(key, merged, 'test key') };
  }

  private async store(key: string, who: Omit<Principal, 'credential'>, label: string): Promise<ApiKeyRecord> {
    const table = this.table();
    if (!table)
      throw new StartError('The assembly has no table tagged manifold:table=identity, so no API key can be made.');
    const id = key.split('_')[1] ?? '';
    const record: ApiKeyRecord = {
      id,
      hash: createHash('sha256').update(key).digest('hex'),
      principal: { ...who, credential: id },
      label,
      status: 'active',
      createdAt: new Date().toISOString(),
    };
    const Item = toAttributes({ ...apiKeyKey(id), ...record });
    try {
      await this.tables.backend.call('PutItem', {
        TableName: table,
        Item,
        ConditionExpression: 'attribute_not_exists(pk)',
      });
    } catch (error) {
      // The key is from an earlier start: later changes, such as a revocation, stay.
      if (!(error instanceof DynamoError) || error.code !== 'ConditionalCheckFailedException') throw error;
    }
    return record;
  }

  private table(): string | undefined {
    return this.tables.all().find(({ tags }) => tags.get('manifold:table') === 'identity')?.name;
  }
}

function newKey(): string {
  const id = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `mf_${id}_${randomBytes(32).toString('base64url')}`;
}
