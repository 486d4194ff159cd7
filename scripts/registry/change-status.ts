import { didYouMean } from '../../functions/core/errors/suggest.ts';
import type { Catalogue } from '../../functions/platform/registry/catalogue.ts';
import {
  loadCatalogue,
  type RegistryTable,
  readEpochs,
} from '../../functions/platform/registry/catalogue-repository.ts';
import { setToolStatus } from '../../functions/platform/registry/registry-writer.ts';
import { satisfies } from '../../functions/platform/registry/versions.ts';
import { ToolStatus } from '../../schemas/registry-records.ts';
import type { OperatorChanges } from '../audit/operator-changes.ts';
import { RegistryCommandError } from './connect.ts';

/**
 * Switches one version of a tool; clients see it with their next request.
 *
 * @param reference `verify_pan` for the newest version, `verify_pan@1` or `verify_pan@1.0.0` for a given one
 * @returns a sentence on what was done
 * @throws RegistryCommandError where there is no such tool, version or status
 */
export async function changeStatus(
  registry: RegistryTable & { readonly changes: OperatorChanges },
  reference: string,
  wanted: string,
): Promise<string> {
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
  throw new RegistryCommandError(`"${text}" is no status: take one of ${ToolStatus.options.join(', ')}.`);
}

/** A version of a tool; one whose record cannot be read has no status that is known. */
interface Found {
  readonly name: string;
  readonly version: string;
  readonly status: ToolStatus | 'unreadable';
}

/** Inactive versions are found too: they are what is switched on again. So is one that is unreadable, by its full name. */
function find({ tools, unreadableTools }: Catalogue, reference: string): Found {
  const [name = '', wanted] = reference.split(/@(.*)/s);
  if (unreadableTools.some((tool) => tool.name === name && tool.version === wanted)) {
    return { name, version: String(wanted), status: 'unreadable' };
  }
  const versions = tools.get(name);
  if (!versions) {
    const suggestion = didYouMean(name, [...tools.keys()]);
    throw new RegistryCommandError(
      `There is no tool "${name}".${suggestion ? ` Did you mean "${suggestion}"?` : ' npm run registry -- list names them.'}`,
    );
  }
  const record = versions.find(({ definition }) => wanted === undefined || satisfies(definition.version, wanted));
  if (record) return { name, version: record.definition.version, status: record.status };
  const known = versions.map(({ definition }) => definition.version).join(', ');
  throw new RegistryCommandError(`The tool "${name}" has no version "${wanted}", but ${known}.`);
}
