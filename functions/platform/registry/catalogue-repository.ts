/**
 * The registry table, read. Access patterns:
 * - epoch: GetItem platform#epoch / catalogue, consistent; once per request
 * - catalogue: Query platform#catalogue, consistent, all pages; once per epoch and instance, with the plans
 */
import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { bundleSk, CATALOGUE_PK, EPOCH_KEY, promptSk, resourceSk, templateSk, toolSk } from '../../../schemas/keys.ts';
import {
  BundleRecord,
  PromptRecord,
  ResourceRecord,
  ResourceTemplateRecord,
  ToolRecord,
} from '../../../schemas/registry-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type RecordOrigin, readableRecords, type StoredItem } from '../../core/records/readable-records.ts';
import { loadPlans } from '../limits/plan-repository.ts';
import { type Catalogue, catalogueOf, type Epochs, type UnreadableTool } from './catalogue.ts';

export interface RegistryTable {
  client: DynamoDBDocumentClient;
  table: string;
}

/** The current epochs; all 0 if nothing was seeded yet. */
export async function readEpochs({ client, table }: RegistryTable): Promise<Epochs> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: EPOCH_KEY, ConsistentRead: true }));
  return { epoch: 0, tools: 0, resources: 0, prompts: 0, policies: 0, ...(Item as Partial<Epochs> | undefined) };
}

/**
 * Everything in the registry that keeps its contract; what does not is reported and left out. Read the epochs first:
 * what is loaded is then at least as new as they say.
 */
export async function loadCatalogue(registry: RegistryTable, epochs: Epochs): Promise<Catalogue> {
  const items: StoredItem[] = [];
  const pages = paginateQuery(
    { client: registry.client },
    {
      TableName: registry.table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': CATALOGUE_PK },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) for (const item of Items) items.push(item);
  const ofKind = (kind: string) => items.filter(({ sk }) => String(sk).startsWith(`${kind}#`));
  const readable = <Shape>(schema: z.ZodType<Shape>, kind: string, keyOf: (record: Shape) => string) => {
    const origin: RecordOrigin<Shape> = { kind, belongs: (record, { sk }) => keyOf(record) === sk };
    return readableRecords(schema, ofKind(kind), origin);
  };
  const tools = readable(ToolRecord, 'tool', toolKey);
  return catalogueOf({
    epochs,
    tools,
    unreadableTools: unreadableAmong(ofKind('tool'), tools),
    resources: readable(ResourceRecord, 'resource', ({ target, definition }) =>
      resourceSk(target.family, definition.uri),
    ),
    resourceTemplates: readable(ResourceTemplateRecord, 'template', ({ target, definition }) =>
      templateSk(target.family, definition.uriTemplate),
    ),
    prompts: readable(PromptRecord, 'prompt', ({ definition }) => promptSk(definition.name)),
    bundles: readable(BundleRecord, 'bundle', ({ name }) => bundleSk(name)),
    plans: await loadPlans(registry),
  });
}

const toolKey = ({ definition }: ToolRecord) => toolSk(definition.name, definition.version);

/** Names and versions of the tools that were left out, from their sort keys. */
function unreadableAmong(items: readonly StoredItem[], readable: readonly ToolRecord[]): UnreadableTool[] {
  const known = new Set(readable.map(toolKey));
  return items.flatMap(({ sk }) => {
    const [, name = '', version = ''] = String(sk).split('#');
    return known.has(String(sk)) ? [] : [{ name, version }];
  });
}

/**
 * Gives the current catalogue: one consistent read of the epoch, and a reload if it has changed. Callers that saw the
 * same epoch share a reload. The returned function throws E5002 if the table does not answer.
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
