import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { FamilyManifest, TableName } from '../../schemas/family-manifest.ts';
import { AUDIT_INDEXES } from '../../schemas/keys.ts';
import { DataTable } from '../constructs/data-table.ts';
import { FamilyStore } from '../constructs/family-store.ts';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';
import type { Tables } from '../tables.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
  readonly manifests: readonly FamilyManifest[];
}

/**
 * Everything that must outlive the other stacks: the tables and their encryption key. References to them are strong
 * (`defaultCrossStackReferences` in cdk.json), so that CloudFormation refuses to delete a table that another stack uses.
 */
export class DataStack extends Stack {
  readonly tables: Tables;
  /** Tables and keys of families, by the name of the family. */
  readonly stores: ReadonlyMap<string, FamilyStore>;

  constructor(scope: Construct, id: string, { settings, manifests, ...props }: DataStackProps) {
    super(scope, id, props);
    const key = new Key(this, 'Key', {
      description: `Tables of Manifold, stage ${settings.stage}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: removalPolicyOf(settings),
    });
    const table = (id: string, name: TableName) => new DataTable(this, id, { settings, name, key });
    this.tables = {
      registry: table('Registry', 'registry'),
      identity: table('Identity', 'identity'),
      usage: table('Usage', 'usage'),
      audit: new DataTable(this, 'Audit', {
        settings,
        name: 'audit',
        key,
        indexes: Object.values(AUDIT_INDEXES),
        stream: 'keys',
      }),
      state: table('State', 'state'),
    };
    const keeping = manifests.filter(({ store, fieldEncryption }) => store !== undefined || fieldEncryption);
    this.stores = new Map(
      keeping.map((manifest) => [
        manifest.name,
        new FamilyStore(this, `Family-${manifest.name}`, { settings, manifest, key }),
      ]),
    );
  }
}
