import { didYouMean } from '../../functions/core/errors/suggest.ts';
import { satisfies } from '../../functions/core/tool/versions.ts';
import { policyResourceOf } from '../../functions/platform/policy/policy-resource.ts';
import type { Catalogue } from '../../functions/platform/registry/catalogue.ts';
import type { PolicyResource } from '../../schemas/policy.ts';
import { CommandError } from '../command/command-error.ts';

/**
 * A tool as policies see it: `verify_pan` is the newest version, `verify_pan@1` a given one.
 *
 * @throws {CommandError} if there is no such tool or version, with a suggestion
 */
export function findTool(catalogue: Catalogue, reference: string): PolicyResource {
  const [name = '', wanted] = reference.split(/@(.*)/s);
  const versions = catalogue.tools.get(name) ?? [];
  const record = versions.find(({ definition }) => wanted === undefined || satisfies(definition.version, wanted));
  if (record) return policyResourceOf(catalogue, record);
  const suggestion = didYouMean(name, [...catalogue.tools.keys()]);
  throw new CommandError(
    versions.length > 0
      ? `The tool "${name}" has no version "${wanted}".`
      : `There is no tool "${name}".${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
  );
}
