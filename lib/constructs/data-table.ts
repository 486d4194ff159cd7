import { Stack, Tags } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IEventSourceDlq,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { TableName } from '../../schemas/family-manifest.ts';
import { HEALTH_KEY } from '../../schemas/keys.ts';
import { removalPolicyOfProtected } from '../removal.ts';
import type { Settings } from '../settings.ts';

/** Actions on single items and on the items of one partition. Actions on a whole table are left out. */
export type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem';

/** Key permissions that the caller's role needs for a table under a customer managed key. */
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
  /** Whether a stream tells the keys of items that were added, changed or removed. */
  readonly stream?: 'keys';
}

/** A table of the platform: on demand, encrypted, with point-in-time recovery and items that expire. */
export class DataTable extends Construct {
  readonly tableName: string;
  private readonly table: TableV2;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { settings, name, key, indexes = [], stream }: DataTableProps) {
    super(scope, id);
    this.key = key;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      dynamoStream: stream && StreamViewType.KEYS_ONLY,
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
   * Lets a role act on items of the partitions in `leadingKeys` (`*` matches any text), or of every partition without it.
   * Transactions need the action of each of their items.
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

  /** Invokes a function with changes and removals of the table's stream. Insertions are left out before any invocation. */
  invokeOnChanges(handler: IFunction & { readonly role?: IRole }, destination: IEventSourceDlq): void {
    const { tableStreamArn } = this.table;
    const { role } = handler;
    if (!tableStreamArn || !role) throw new Error(`The table ${this.node.path} has no stream, or its reader no role.`);
    Grant.addToPrincipal({
      grantee: role,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resourceArns: [tableStreamArn],
    });
    this.grantKey(role, 'read');
    new EventSourceMapping(handler, 'Changes', {
      target: handler,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.LATEST,
      filters: [FilterCriteria.filter({ eventName: FilterRule.or('MODIFY', 'REMOVE') })],
      batchSize: 100,
      bisectBatchOnError: true,
      retryAttempts: 20,
      onFailure: destination,
    });
  }

  /** Lets a role check that the table answers, by reading a key that has no item. */
  grantHealthProbe(grantee: IGrantable): Grant {
    return this.grantItems(grantee, { actions: ['GetItem'], leadingKeys: [HEALTH_KEY.pk] });
  }

  /** Grants the key through DynamoDB only, so that a role cannot use it on other data. */
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
