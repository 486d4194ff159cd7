import { catalogueOf } from '../../functions/platform/registry/catalogue.ts';

/** A catalogue of nothing, for requests of which only the caller matters. */
export const EMPTY_CATALOGUE = catalogueOf({
  epochs: { epoch: 0, tools: 0, resources: 0, prompts: 0, policies: 0 },
  tools: [],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  bundles: [],
});
