import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { PLATFORM } from '../../schemas/keys.ts';
import { SHIPPED_PLANS } from '../../schemas/plans.ts';
import type { FamilyTarget } from '../../schemas/registry-records.ts';
import { bundleFolder } from '../bundles.ts';
import { PROJECT_ROOT } from '../families.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { PLATFORM_VERSION } from '../version.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface RegistrySeederProps {
  readonly settings: Settings;
  readonly tables: Tables;
  readonly manifests: readonly FamilyManifest[];
  readonly targets: readonly FamilyTarget[];
}

/** The function waits up to a minute for its permissions, and then delivers its answer with retries. */
const TIMEOUT = Duration.minutes(3);

/**
 * Writes the families' manifests and the shipped policies and plans into the registry whenever a deploy changes them, or
 * changes the function versions that run them.
 *
 * They are files in the seeder's own asset (`manifests.json`, `policies.json`, `plans.json`), since properties of a custom
 * resource end at a few kilobytes. The resource has `Targets` (JSON of FamilyTarget[]), `ManifestHash` and `Version`.
 */
export class RegistrySeeder extends Construct {
  constructor(scope: Construct, id: string, { settings, tables, manifests, targets }: RegistrySeederProps) {
    super(scope, id);
    const seeds = {
      'manifests.json': JSON.stringify(manifests),
      'policies.json': JSON.stringify(shippedPolicies()),
      'plans.json': JSON.stringify(SHIPPED_PLANS),
    };
    const seeder = withSeeds(bundleFolder(this, 'functions/registry-seeder'), seeds, (bundle) => {
      return new ManifoldFunction(this, 'Seeder', {
        settings,
        service: 'registry-seeder',
        description: 'Writes the families into the registry at deploy',
        bundle,
        memoryMb: 1024,
        timeout: TIMEOUT,
        environment: tableEnvironment(tables, ['registry']),
      });
    });
    const access = tables.registry.grantItems(seeder.role, {
      actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
      leadingKeys: [`${PLATFORM}#*`],
    });
    const seed = new CustomResource(this, 'Seed', {
      serviceToken: seeder.lambda.functionArn,
      // Room for a second run, which Lambda starts a minute after one that could not deliver its answer.
      serviceTimeout: Duration.minutes(8),
      resourceType: 'Custom::RegistrySeed',
      properties: {
        Targets: Stack.of(this).toJsonString(targets),
        ManifestHash: createHash('sha256').update(Object.values(seeds).join('\n')).digest('hex'),
        Version: PLATFORM_VERSION,
      },
    });
    // The seeder runs during the deploy, so its permissions come first.
    access.applyBefore(seed);
  }
}

/** The shipped policies as text: `{ file, text }`. */
function shippedPolicies(): { file: string; text: string }[] {
  const folder = join(PROJECT_ROOT, 'policies');
  const files = readdirSync(folder).filter((file) => file.endsWith('.cedar'));
  return files.sort().map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

/** Calls `use` with a copy of the seeder's bundle that contains the seeds. Synthesis copies the folder before `use` returns. */
function withSeeds<Result>(bundle: string, seeds: Record<string, string>, use: (bundle: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-seeder-'));
  try {
    cpSync(bundle, folder, { recursive: true });
    for (const [file, json] of Object.entries(seeds)) writeFileSync(join(folder, file), json);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
