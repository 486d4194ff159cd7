import { matchTemplate } from '../../runtime/family/uri-template.ts';
import type { CatalogueView } from '../../runtime/registry/view.ts';

/** What could be the name of a tool or prompt, with or without a version. */
const NAME = /^[A-Za-z][\w.-]{0,63}(@[\w.+-]{1,32})?$/;

/** Stands for what a caller named that is nothing of ours: it may be anything, personal data too. */
export const UNNAMED = '(no name)';

/** A name as audit keeps it: what cannot be one is left out. */
export function nameForAudit(name: string): string {
  return NAME.test(name) ? name : UNNAMED;
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
