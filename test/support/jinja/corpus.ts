import { type Case, CONTEXT, type Feature } from './case.ts';
import { ANSIBLE_FEATURES } from './features-ansible.ts';
import { FILTER_FEATURES } from './features-filters.ts';
import { STATEMENT_FEATURES } from './features-statements.ts';
import { TEMPLATE_FEATURES } from './features-templates.ts';
import { VALUE_FEATURES } from './features-values.ts';
import { Random } from './random.ts';

/** All parts of the language for which cases are generated. */
export const FEATURES: readonly Feature[] = [
  ...VALUE_FEATURES,
  ...FILTER_FEATURES,
  ...STATEMENT_FEATURES,
  ...TEMPLATE_FEATURES,
  ...ANSIBLE_FEATURES,
];

/** A case of a feature. The same seed makes the same one. */
export interface NamedCase extends Case {
  readonly feature: string;
}

/** Cases of each feature; features that need filters of Ansible only if Ansible is installed. */
export function corpus(options: { seed: number; perFeature: number; withAnsible: boolean }): NamedCase[] {
  const random = new Random(options.seed);
  const features = FEATURES.filter(({ needsAnsible = false }) => options.withAnsible || !needsAnsible);
  return features.flatMap((feature) =>
    Array.from({ length: options.perFeature }, () => ({
      context: CONTEXT,
      ...feature.make(random),
      feature: feature.name,
    })),
  );
}
