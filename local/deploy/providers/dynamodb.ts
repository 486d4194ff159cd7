import { arnOf, generatedName } from '../../account.ts';
import type { KeySchema, TableDefinition, Tables } from '../../data/tables.ts';
import { flag, list, record, tags, text } from '../properties.ts';
import type { Provider, ResourceInput } from '../provider.ts';

const IGNORED = {
  BillingMode: 'nothing is billed',
  PointInTimeRecoverySpecification: 'there are no backups here',
  ContributorInsightsSpecification: 'no metrics service',
  WriteProvisionedThroughputSettings: 'capacity is not limited',
  WriteOnDemandThroughputSettings: 'capacity is not limited',
  ReadOnDemandThroughputSettings: 'capacity is not limited',
  OnDemandThroughput: 'capacity is not limited',
  ProvisionedThroughput: 'capacity is not limited',
  TableClass: 'nothing is billed',
  WarmThroughput: 'capacity is not limited',
};
const SHARED = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'TimeToLiveSpecification',
  'SSESpecification',
  'StreamSpecification',
];

/** `AWS::DynamoDB::Table` and, with one replica, `AWS::DynamoDB::GlobalTable`. */
export function tableProviders(tables: Tables): Record<string, Provider> {
  return {
    'AWS::DynamoDB::Table': {
      properties: [...SHARED, 'DeletionProtectionEnabled', 'Tags'],
      ignored: IGNORED,
      provision: (input) => provision(tables, input, input.properties),
      remove: (_, { ref }) => tables.delete(ref),
    },
    'AWS::DynamoDB::GlobalTable': {
      properties: [...SHARED, 'Replicas'],
      ignored: IGNORED,
      // Encryption key, tags and deletion protection of a global table are those of its replica in this region.
      provision: (input) => provision(tables, input, record(list(input.properties.Replicas)[0])),
      remove: (_, { ref }) => tables.delete(ref),
    },
  };
}

async function provision(
  tables: Tables,
  { stack, logicalId, properties }: ResourceInput,
  replica: Record<string, unknown>,
) {
  const name = text(properties.TableName) ?? generatedName(stack, logicalId, 255);
  const keyName = text(record(replica.SSESpecification).KMSMasterKeyId);
  const kmsKeyArn = keyName === undefined || keyName.startsWith('arn:') ? keyName : arnOf('kms', `key/${keyName}`);
  const table = await tables.ensure({
    name,
    keySchema: list(properties.KeySchema) as KeySchema,
    attributes: properties.AttributeDefinitions,
    globalIndexes: indexes(properties.GlobalSecondaryIndexes),
    localIndexes: indexes(properties.LocalSecondaryIndexes),
    ...(properties.TimeToLiveSpecification
      ? { timeToLive: properties.TimeToLiveSpecification as NonNullable<TableDefinition['timeToLive']> }
      : {}),
    ...(properties.StreamSpecification
      ? { streamView: String(record(properties.StreamSpecification).StreamViewType) }
      : {}),
    kmsKeyArn,
    tags: tags(replica.Tags),
  });
  return {
    ref: table.name,
    attributes: { Arn: table.arn, TableId: table.name, ...(table.stream ? { StreamArn: table.stream.arn } : {}) },
    deletionProtection: flag(replica.DeletionProtectionEnabled),
  };
}

function indexes(value: unknown): TableDefinition['globalIndexes'] {
  return list(value).map((index) => {
    const { IndexName, KeySchema, Projection } = record(index);
    return { IndexName: String(IndexName), KeySchema: KeySchema as KeySchema, Projection };
  });
}
