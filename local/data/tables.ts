import { arnOf } from '../account.ts';
import { StartError } from '../start-error.ts';
import { type DynamoBackend, DynamoError } from './dynamodb-client.ts';
import { TableStream } from './table-stream.ts';

export type KeySchema = { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];

/** What authorisation needs to know of a table. */
export type Table = {
  name: string;
  arn: string;
  hashKey: string;
  /** Index name → its partition key. */
  indexes: Map<string, string>;
  /** ARN of the customer-managed key that encrypts it. */
  kmsKeyArn?: string;
  tags: Map<string, string>;
  /** The stream of changes, if the table has one. */
  stream?: TableStream;
};

export type TableDefinition = {
  name: string;
  keySchema: KeySchema;
  attributes: unknown;
  globalIndexes: { IndexName: string; KeySchema: KeySchema; Projection: unknown }[];
  localIndexes: { IndexName: string; KeySchema: KeySchema; Projection: unknown }[];
  timeToLive?: { AttributeName: string; Enabled: boolean };
  /** What records of the table's stream hold, as DynamoDB calls it; absent: the table has no stream. */
  streamView?: string;
  kmsKeyArn?: string;
  tags: Map<string, string>;
};

type Described = { GlobalSecondaryIndexes?: { IndexName: string }[]; KeySchema: KeySchema; LatestStreamArn?: string };

/** The tables of the assembly, created in the database unless they exist. */
export class Tables {
  private readonly tables = new Map<string, Table>();
  private readonly streams = new Map<string, TableStream>();
  readonly backend: DynamoBackend;

  constructor(backend: DynamoBackend) {
    this.backend = backend;
  }

  /** Creates the table, or adopts the one that an earlier run made. */
  async ensure(definition: TableDefinition): Promise<Table> {
    const { name, keySchema, globalIndexes, localIndexes, timeToLive } = definition;
    try {
      await this.backend.call('CreateTable', {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: definition.attributes,
        KeySchema: keySchema,
        ...(globalIndexes.length > 0 ? { GlobalSecondaryIndexes: globalIndexes } : {}),
        ...(localIndexes.length > 0 ? { LocalSecondaryIndexes: localIndexes } : {}),
      });
      if (timeToLive?.Enabled) {
        await this.backend.call('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification: timeToLive });
      }
    } catch (error) {
      if (!(error instanceof DynamoError) || error.code !== 'ResourceInUseException') throw error;
      await this.adopt(definition);
    }
    const stream = definition.streamView === undefined ? undefined : await this.streamOf(definition.streamView, name);
    const table: Table = {
      name,
      ...(stream ? { stream } : {}),
      arn: arnOf('dynamodb', `table/${name}`),
      hashKey: hashKeyOf(keySchema),
      indexes: new Map(
        [...globalIndexes, ...localIndexes].map((index) => [index.IndexName, hashKeyOf(index.KeySchema)]),
      ),
      tags: definition.tags,
      kmsKeyArn: definition.kmsKeyArn,
    };
    this.tables.set(name, table);
    return table;
  }

  /** Tells the stream of a table that an item may have changed. */
  wrote(name: string): void {
    this.streams.get(name)?.look();
  }

  findByStream(arn: string): Table | undefined {
    return this.all().find(({ stream }) => stream?.arn === arn);
  }

  /** Deletes a table with its items. */
  async delete(name: string): Promise<void> {
    this.tables.delete(name);
    this.streams.delete(name);
    try {
      await this.backend.call('DeleteTable', { TableName: name });
    } catch (error) {
      if (!(error instanceof DynamoError) || error.code !== 'ResourceNotFoundException') throw error;
    }
  }

  /** Finds a table by name or ARN. */
  find(nameOrArn: string): Table | undefined {
    return this.tables.get(
      nameOrArn.startsWith('arn:') ? (nameOrArn.split(':table/')[1]?.split('/')[0] ?? '') : nameOrArn,
    );
  }

  all(): Table[] {
    return [...this.tables.values()];
  }

  /** The stream of a table, which the database makes if the table has no stream yet. It begins with this run of the cloud. */
  private async streamOf(view: string, name: string): Promise<TableStream> {
    const known = this.streams.get(name);
    if (known) return known;
    const latest = async () => {
      const { Table } = await this.backend.call('DescribeTable', { TableName: name });
      return (Table as Described).LatestStreamArn;
    };
    if ((await latest()) === undefined) {
      const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };
      await this.backend.call('UpdateTable', { TableName: name, StreamSpecification });
    }
    const backendArn = (await latest()) ?? '';
    const stream = await TableStream.open(this.backend, {
      arn: arnOf('dynamodb', `table/${name}/stream/local`),
      backendArn,
      view,
    });
    this.streams.set(name, stream);
    return stream;
  }

  /** @throws StartError if the table of an earlier run has other keys, which cannot be changed. */
  private async adopt({ name, keySchema, globalIndexes, attributes }: TableDefinition): Promise<void> {
    const { Table: described } = await this.backend.call('DescribeTable', { TableName: name });
    const { GlobalSecondaryIndexes = [], KeySchema } = described as Described;
    if (keysOf(KeySchema) !== keysOf(keySchema)) {
      throw new StartError(
        `The table ${name} of an earlier run has other keys than the assembly gives it; start with --reset to make it anew.`,
      );
    }
    const present = new Set(GlobalSecondaryIndexes.map((index) => index.IndexName));
    for (const index of globalIndexes.filter(({ IndexName }) => !present.has(IndexName))) {
      await this.backend.call('UpdateTable', {
        TableName: name,
        AttributeDefinitions: attributes,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      });
    }
  }
}

function hashKeyOf(schema: KeySchema): string {
  return schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}

function keysOf(schema: KeySchema): string {
  return schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join(', ');
}
