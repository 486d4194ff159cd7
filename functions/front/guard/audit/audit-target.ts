import { BATCH_TOOL } from '../../../../schemas/tool-definition.ts';
import { matchTemplate } from '../../../core/uri-template/uri-template.ts';
import { UNNAMED } from '../../../platform/audit/unnamed.ts';
import type { Catalogue } from '../../../platform/registry/catalogue.ts';
import { satisfies } from '../../../platform/registry/versions.ts';
import type { CatalogueView } from '../../../platform/registry/view.ts';

/** The name of a tool that is called, as audit keeps it: one of the catalogue, also where policies hide it, with its version. */
export function toolForAudit({ tools }: Pick<Catalogue, 'tools'>, reference: string): string {
  const [name = '', version] = reference.split(/@(.*)/s);
  const versions = tools.get(name);
  if (!versions) return name === BATCH_TOOL ? BATCH_TOOL : UNNAMED;
  const isKnown = version !== undefined && versions.some(({ definition }) => satisfies(definition.version, version));
  return isKnown ? reference : name;
}

/** The name of a prompt, as audit keeps it. */
export function promptForAudit({ prompts }: Pick<Catalogue, 'prompts'>, name: string): string {
  return prompts.has(name) ? name : UNNAMED;
}

/**
 * A URI as audit keeps it: that of a resource, or the template that it matches, since what fills a template names people
 * and sessions. The keyed hash of the arguments still tells equal URIs.
 */
export function uriForAudit({ resources, resourceTemplates }: CatalogueView, uri: string): string {
  if (resources.some(({ definition }) => definition.uri === uri)) return uri;
  const record = resourceTemplates.find(({ definition }) => matchTemplate(definition.uriTemplate, uri));
  return record ? record.definition.uriTemplate : UNNAMED;
}
