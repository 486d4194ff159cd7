import type { PolicyContext, PolicyPrincipal } from '../../../schemas/policy.ts';
import type { PolicyEngine } from '../../platform/policy/engine.ts';
import { policyResourceOf } from '../../platform/policy/policy-resource.ts';
import type { Catalogue } from '../../platform/registry/catalogue.ts';
import { type CatalogueView, unknownTool } from '../../platform/registry/view.ts';

/** How a call of something hidden answers: as if it were not there, or with the reasons. */
export type DeniedAs = 'not-found' | 'forbidden';

export interface Visibility {
  catalogue: Catalogue;
  view: CatalogueView;
  engine: PolicyEngine;
  principal: PolicyPrincipal;
  context: PolicyContext;
  deniedAs: DeniedAs;
}

/**
 * What one principal gets to see of an endpoint: what policies deny in any case is in no list. Where denied is to look
 * like not found, a hidden tool is not there for calls and suggestions either.
 */
export async function visibleView({
  catalogue,
  view,
  engine,
  principal,
  context,
  deniedAs,
}: Visibility): Promise<CatalogueView> {
  const { tools, resources, resourceTemplates, prompts } = view;
  const all = [...tools, ...resources, ...resourceTemplates, ...prompts];
  const answers = await engine.visible({
    principal,
    context,
    resources: all.map((record) => policyResourceOf(catalogue, record)),
  });
  const seen = new Set<unknown>(all.filter((_, index) => answers[index]));
  const visible = <T>(records: readonly T[]) => records.filter((record) => seen.has(record));
  const visibleTools = visible(tools);
  const hidden = new Set(tools.filter((record) => !seen.has(record)).map(({ definition }) => definition.name));
  return {
    tools: visibleTools,
    resources: visible(resources),
    resourceTemplates: visible(resourceTemplates),
    prompts: visible(prompts),
    tool: (reference) => {
      const [name = ''] = reference.split('@');
      if (deniedAs === 'not-found' && hidden.has(name)) throw unknownTool(reference, [], visibleTools);
      return view.tool(reference, visibleTools);
    },
  };
}
