import { catalogueOf } from '../../functions/platform/registry/catalogue.ts';

/** An empty catalogue, for tests in which only the caller matters. */
export const EMPTY_CATALOGUE = catalogueOf({
  epochs: { epoch: 0, tools: 0, resources: 0, prompts: 0, policies: 0 },
  tools: [],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  bundles: [],
});
