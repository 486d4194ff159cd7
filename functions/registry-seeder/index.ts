import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { FamilyManifest } from '../../schemas/family-manifest.ts';
import { HEALTH_KEY } from '../../schemas/keys.ts';
import { Plan } from '../../schemas/plans.ts';
import { FamilyTarget } from '../../schemas/registry-records.ts';
import { documentClient } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { logger } from '../core/logging/logger.ts';
import { seedPlans } from '../platform/limits/plan-repository.ts';
import { loadCedar } from '../platform/policy/cedar/load-cedar.ts';
import { schemaFor } from '../platform/policy/cedar/schema.ts';
import { draftFromFile } from '../platform/policy/records/shipped-policies.ts';
import { seedPolicies } from '../platform/policy/save-policy.ts';
import { answerCloudFormation } from './answer-cloudformation.ts';
import { awaitPermissions } from './await-permissions.ts';
import { seed } from './seed.ts';

/** Reads a JSON file that the deploy put beside this bundle. */
const read = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(join(process.env.LAMBDA_TASK_ROOT ?? '.', file), 'utf8'));

const ShippedPolicy = z.object({ file: z.string(), text: z.string() });

/**
 * Custom resource that writes the families' tools, the shipped policies and plans into the registry at deploy. Create and
 * Update seed; Delete leaves the registry as it is, since the table may outlive the stack.
 *
 * Properties: `Targets`, JSON of `FamilyTarget[]`; `ManifestHash`, which makes CloudFormation see a change.
 */
export const handler = async (event: CloudFormationCustomResourceEvent): Promise<void> => {
  await answerCloudFormation(event, 'manifold-registry', async () => {
    if (event.RequestType === 'Delete') return;
    const targets = z.array(FamilyTarget).parse(JSON.parse(String(event.ResourceProperties.Targets)));
    await awaitPermissions(() => seedRegistry(targets));
  });
};

async function seedRegistry(targets: FamilyTarget[]): Promise<void> {
  const manifests = z.array(FamilyManifest).parse(await read('manifests.json'));
  const policies = z.array(ShippedPolicy).parse(await read('policies.json'));
  const plans = z.array(Plan).parse(await read('plans.json'));
  const registry = { client: documentClient, table: requireEnv(ENV.REGISTRY_TABLE) };
  const report = await seed(registry, manifests, targets);
  const seededPlans = await seedPlans(registry, plans);
  const cedar = await loadCedar();
  const schema = schemaFor(
    manifests.flatMap(({ tools }) => tools),
    manifests.flatMap(({ resourceTemplates }) => resourceTemplates),
  );
  const drafts = policies.map(({ file, text }) => draftFromFile(cedar, file, text));
  const written = await seedPolicies({ registry, cedar, schema }, drafts);
  await registry.client.send(
    new PutCommand({ TableName: registry.table, Item: { ...HEALTH_KEY, startedAt: Date.now() } }),
  );
  logger.info('registry seeded', { ...report, policies: written, plans: seededPlans });
}
