import { CrossStackReferences, Duration, ReferenceStrength, Stack, Tags } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { removalPolicyOf, removalPolicyOfProtected } from '../removal.ts';
import type { Settings } from '../settings.ts';

export interface FamilyStoreProps {
  readonly settings: Settings;
  readonly manifest: FamilyManifest;
  /** Encryption key of the platform's tables. */
  readonly key: IKey;
}

/**
 * The data of a family: its own table and the key of its sealed fields, if the manifest asks for them. Both are in the data
 * stack, like the tables of the platform.
 *
 * Other stacks refer to them weakly: a strong reference would block the deploy that removes a family.
 */
export class FamilyStore extends Construct {
  readonly tableName: string | undefined;
  readonly keyArn: string | undefined;
  private readonly tableArns: readonly string[];
  private readonly tableKey: IKey;
  private readonly family: string;

  constructor(scope: Construct, id: string, { settings, manifest, key }: FamilyStoreProps) {
    super(scope, id);
    this.tableKey = key;
    this.family = manifest.name;
    const { store } = manifest;
    const table = store && this.makeTable(settings, manifest.name, store.indexes);
    this.tableName = table?.tableName;
    this.tableArns = table
      ? [table.tableArn, ...(store?.indexes ?? []).map((name) => `${table.tableArn}/index/${name}`)]
      : [];
    this.keyArn = manifest.fieldEncryption ? this.makeKey(settings, manifest.name).keyArn : undefined;
  }

  /** Lets a role use the table and the key of the family. */
  grantUse(grantee: IGrantable): void {
    if (this.tableArns.length > 0) {
      const actions = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'];
      Grant.addToPrincipal({
        grantee,
        actions: actions.map((action) => `dynamodb:${action}`),
        resourceArns: [...this.tableArns],
      });
      const { region, urlSuffix } = Stack.of(this);
      Grant.addToPrincipal({
        grantee,
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        resourceArns: [this.tableKey.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
      });
    }
    if (this.keyArn !== undefined) {
      Grant.addToPrincipal({
        grantee,
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resourceArns: [this.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:family': this.family } },
      });
    }
  }

  private makeTable(settings: Settings, family: string, indexes: readonly string[]): TableV2 {
    const table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: indexes.map((indexName) => ({
        indexName,
        partitionKey: { name: `${indexName}Pk`, type: AttributeType.STRING },
        sortKey: { name: `${indexName}Sk`, type: AttributeType.STRING },
      })),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(this.tableKey),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: settings.deletionProtection,
      removalPolicy: removalPolicyOfProtected(settings),
    });
    Tags.of(table).add('manifold:table', `family-${family}`);
    CrossStackReferences.of(table).produce(ReferenceStrength.WEAK);
    return table;
  }

  private makeKey(settings: Settings, family: string): Key {
    const key = new Key(this, 'Key', {
      description: `Sealed fields of family ${family}, stage ${settings.stage}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: removalPolicyOf(settings),
    });
    CrossStackReferences.of(key).produce(ReferenceStrength.WEAK);
    return key;
  }
}
