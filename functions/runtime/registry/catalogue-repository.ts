/**
 * The registry table, read. Access patterns:
 * - epoch: GetItem platform#epoch / catalogue, consistent; once per request
 * - catalogue: Query platform#catalogue, consistent, all pages; once per epoch and instance, with the plans
 */
import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { CATALOGUE_PK, EPOCH_KEY } from '../../../schemas/keys.ts';
import type {
  BundleRecord,
  PromptRecord,
  ResourceRecord,
  ResourceTemplateRecord,
  ToolRecord,
} from '../../../schemas/registry-records.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { loadPlans } from '../limits/plan-repository.ts';
import { type Catalogue, catalogueOf, type Epochs } from './catalogue.ts';

export interface RegistryTable {
  client: DynamoDBDocumentClient;
  table: string;
}

/** The current epochs; all 0 where nothing was seeded yet. */
export async function readEpochs({ client, table }: RegistryTable): Promise<Epochs> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: EPOCH_KEY, ConsistentRead: true }));
  return { epoch: 0, tools: 0, resources: 0, prompts: 0, policies: 0, ...(Item as Partial<Epochs> | undefined) };
}

/** Everything in the registry. Read the epochs first: what is loaded is then at least as new as they say. */
export async function loadCatalogue(registry: RegistryTable, epochs: Epochs): Promise<Catalogue> {
  const items: Record<string, unknown>[] = [];
  const pages = paginateQuery(
    { client: registry.client },
    {
      TableName: registry.table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': CATALOGUE_PK },
      ConsistentRead: true,
    },
  );
  for await (const page of pages) items.push(...(page.Items ?? []));
  // The seeder validated each record when it wrote it; the sort key's first part says which kind it is.
  const ofKind = <T>(kind: string) => items.filter((item) => String(item.sk).startsWith(`${kind}#`)) as T[];
  return catalogueOf({
    epochs,
    tools: ofKind<ToolRecord>('tool'),
    resources: ofKind<ResourceRecord>('resource'),
    resourceTemplates: ofKind<ResourceTemplateRecord>('template'),
    prompts: ofKind<PromptRecord>('prompt'),
    bundles: ofKind<BundleRecord>('bundle'),
    plans: await loadPlans(registry),
  });
}

/**
 * Gives the catalogue of the moment: one consistent read of the epoch, and a reload where it has changed.
 * Callers that saw the same epoch share a reload. The returned function throws E5002 where the table does not answer.
 */
export function catalogueSource(registry: RegistryTable): () => Promise<Catalogue> {
  let kept: Catalogue | undefined;
  let loading: { epoch: number; catalogue: Promise<Catalogue> } | undefined;
  return async () => {
    try {
      const epochs = await readEpochs(registry);
      if (kept?.epochs.epoch === epochs.epoch) return kept;
      // A load that began before this epoch may have read what was there before: it is not for this caller.
      if (loading?.epoch !== epochs.epoch)
        loading = { epoch: epochs.epoch, catalogue: loadCatalogue(registry, epochs) };
      const current = loading;
      try {
        kept = await current.catalogue;
        return kept;
      } finally {
        if (loading === current) loading = undefined;
      }
    } catch (cause) {
      throw new ManifoldError('E5002', 'The registry does not answer. Try again in a moment.', { cause });
    }
  };
}
