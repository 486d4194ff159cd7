/** Names as audit keeps them. A name that the catalogue does not have is the caller's text, and is not kept. */
import { FRONT_TOOLS } from '../../../../schemas/tool-definition.ts';
import { satisfies } from '../../../core/tool/versions.ts';
import { matchTemplate } from '../../../core/uri-template/uri-template.ts';
import { UNNAMED } from '../../../platform/audit/unnamed.ts';

/** Versions of tools by their name, as far as their names in audit depend on them. */
interface NamedTools {
  readonly tools: ReadonlyMap<string, readonly { readonly definition: { readonly version: string } }[]>;
}

/** The name of a tool that is called, also if policies hide the tool, with the version if there is such a version. */
export function toolForAudit({ tools }: NamedTools, reference: string): string {
  const [name = '', version] = reference.split(/@(.*)/s);
  const versions = tools.get(name);
  if (!versions) return FRONT_TOOLS.includes(name) ? name : UNNAMED;
  const isKnown = version !== undefined && versions.some(({ definition }) => satisfies(definition.version, version));
  return isKnown ? reference : name;
}

/** The name of a prompt. */
export function promptForAudit({ prompts }: { readonly prompts: ReadonlyMap<string, unknown> }, name: string): string {
  return prompts.has(name) ? name : UNNAMED;
}

interface NamedResources {
  readonly resources: readonly { readonly definition: { readonly uri: string } }[];
  readonly resourceTemplates: readonly { readonly definition: { readonly uriTemplate: string } }[];
}

/**
 * The URI of a resource, or the template that a URI matches, since the values in a template name people and sessions. The
 * keyed hash of the arguments still shows which URIs are equal.
 */
export function uriForAudit({ resources, resourceTemplates }: NamedResources, uri: string): string {
  if (resources.some(({ definition }) => definition.uri === uri)) return uri;
  const record = resourceTemplates.find(({ definition }) => matchTemplate(definition.uriTemplate, uri));
  return record ? record.definition.uriTemplate : UNNAMED;
}
