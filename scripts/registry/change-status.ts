import { didYouMean } from '../../functions/core/errors/suggest.ts';
import { satisfies } from '../../functions/core/tool/versions.ts';
import type { Catalogue } from '../../functions/platform/registry/catalogue.ts';
import { loadCatalogue, readEpochs } from '../../functions/platform/registry/catalogue-repository.ts';
import { setToolStatus } from '../../functions/platform/registry/registry-writer.ts';
import { ToolStatus } from '../../schemas/registry-records.ts';
import type { AuditedTable } from '../command/audited-table.ts';
import { ArgumentError, CommandError } from '../command/command-error.ts';

/**
 * Changes the status of one version of a tool; clients see it with their next request.
 *
 * @param reference `verify_pan` for the newest version, `verify_pan@1` or `verify_pan@1.0.0` for a given one
 * @returns a sentence that says what changed
 * @throws {CommandError} if there is no such tool, version or status
 */
export async function changeStatus(registry: AuditedTable, reference: string, wanted: string): Promise<string> {
  const status = statusOf(wanted);
  const record = find(await loadCatalogue(registry, await readEpochs(registry)), reference);
  const { name, version } = record;
  if (record.status === status) return `${name}@${version} is ${status} already.`;
  const change = {
    operation: 'registry/status' as const,
    target: `${name}@${version}`,
    before: { status: record.status },
    after: { status },
  };
  await registry.changes.audited(change, async () => ({
    result: await setToolStatus(registry, { name, version, status }),
  }));
  return `${name}@${version} was ${record.status} and is ${status} from the next request on.`;
}

function statusOf(text: string): ToolStatus {
  const status = ToolStatus.safeParse(text);
  if (status.success) return status.data;
  throw new ArgumentError(`"${text}" is not a status: take one of ${ToolStatus.options.join(', ')}.`);
}

/** A version of a tool; its status is `unreadable` if its record cannot be read. */
interface Found {
  readonly name: string;
  readonly version: string;
  readonly status: ToolStatus | 'unreadable';
}

/** Finds inactive versions as well, because they can be made active again, and unreadable ones by their full name. */
function find({ tools, unreadableTools }: Catalogue, reference: string): Found {
  const [name = '', wanted] = reference.split(/@(.*)/s);
  if (unreadableTools.some((tool) => tool.name === name && tool.version === wanted)) {
    return { name, version: String(wanted), status: 'unreadable' };
  }
  const versions = tools.get(name);
  if (!versions) {
    const suggestion = didYouMean(name, [...tools.keys()]);
    throw new CommandError(
      `There is no tool "${name}".${suggestion ? ` Did you mean "${suggestion}"?` : ' npm run registry -- list names them.'}`,
    );
  }
  const record = versions.find(({ definition }) => wanted === undefined || satisfies(definition.version, wanted));
  if (record) return { name, version: record.definition.version, status: record.status };
  const known = versions.map(({ definition }) => definition.version).join(', ');
  throw new CommandError(`The tool "${name}" has no version "${wanted}", but ${known}.`);
}
