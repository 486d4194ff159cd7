import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { FamilyManifest } from '../../schemas/family-manifest.ts';
import { FamilyTarget } from '../../schemas/registry-records.ts';
import { documentClient } from '../runtime/aws/document-client.ts';
import { requireEnv } from '../runtime/environment.ts';
import { logger } from '../runtime/logging/logger.ts';
import { answerCloudFormation } from './answer-cloudformation.ts';
import { seed } from './seed.ts';

/** Where the deploy put the manifests: beside this bundle. */
const MANIFESTS = join(process.env.LAMBDA_TASK_ROOT ?? '.', 'manifests.json');

/**
 * Custom resource that writes the families' tools into the registry at deploy. Create and Update seed; Delete leaves
 * the registry as it is, since the table may outlive the stack.
 *
 * Properties: `Targets`, JSON of `FamilyTarget[]`; `ManifestHash`, which makes CloudFormation see a change.
 */
export const handler = async (event: CloudFormationCustomResourceEvent): Promise<void> => {
  await answerCloudFormation(event, 'manifold-registry', async () => {
    if (event.RequestType === 'Delete') return;
    const manifests = z.array(FamilyManifest).parse(JSON.parse(await readFile(MANIFESTS, 'utf8')));
    const targets = z.array(FamilyTarget).parse(JSON.parse(String(event.ResourceProperties.Targets)));
    const report = await seed({ client: documentClient, table: requireEnv(ENV.REGISTRY_TABLE) }, manifests, targets);
    logger.info('registry seeded', { ...report });
  });
};
