import { Stack, Tags } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { TableName } from '../../schemas/family-manifest.ts';
import { HEALTH_KEY } from '../../schemas/keys.ts';
import { removalPolicyOfProtected } from '../removal.ts';
import type { Settings } from '../settings.ts';

/** Actions on single items and on the items of one partition; none that reads or writes a table as a whole. */
export type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem';

/** What DynamoDB asks of the caller's role when it opens a table encrypted under a key of the customer. */
const KEY_ACTIONS = {
  read: ['kms:Decrypt', 'kms:DescribeKey'],
  write: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
};
const WRITES: readonly ItemAction[] = ['PutItem', 'UpdateItem', 'DeleteItem'];

export interface DataTableProps {
  readonly settings: Settings;
  readonly name: TableName;
  readonly key: IKey;
  /** Indexes that hold keys alone; only items that have the attribute are in one. */
  readonly indexes?: readonly { readonly index: string; readonly attribute: string }[];
}

/** A table of the platform: on demand, restorable to any second, encrypted, with items that expire. */
export class DataTable extends Construct {
  readonly tableName: string;
  private readonly table: TableV2;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { settings, name, key, indexes = [] }: DataTableProps) {
    super(scope, id);
    this.key = key;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      globalSecondaryIndexes: indexes.map(({ index, attribute }) => ({
        indexName: index,
        partitionKey: { name: attribute, type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      })),
      deletionProtection: settings.deletionProtection,
      removalPolicy: removalPolicyOfProtected(settings),
    });
    Tags.of(this.table).add('manifold:table', name);
    this.tableName = this.table.tableName;
  }

  /**
   * Lets a role act on items, and no further than the partitions that `leadingKeys` names (`*` matches any text;
   * absent: every partition). Transactions need the action of each of their items.
   */
  grantItems(grantee: IGrantable, access: { actions: readonly ItemAction[]; leadingKeys?: readonly string[] }): Grant {
    const { actions, leadingKeys } = access;
    const items = Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.table.tableArn],
      ...(leadingKeys ? { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys } } } : {}),
    });
    return items.combine(this.grantKey(grantee, actions.some((action) => WRITES.includes(action)) ? 'write' : 'read'));
  }

  /** Lets a role ask whether the table answers: one read of a key under which nothing is stored. */
  grantHealthProbe(grantee: IGrantable): Grant {
    return this.grantItems(grantee, { actions: ['GetItem'], leadingKeys: [HEALTH_KEY.pk] });
  }

  /** The key opens through DynamoDB only: a role cannot decrypt with it what it got elsewhere. */
  private grantKey(grantee: IGrantable, use: keyof typeof KEY_ACTIONS): Grant {
    const { region, urlSuffix } = Stack.of(this);
    return Grant.addToPrincipal({
      grantee,
      actions: KEY_ACTIONS[use],
      resourceArns: [this.key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
    });
  }
}
