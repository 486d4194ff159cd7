import type { PolicyResource } from '../../../schemas/policy.ts';
import {
  isOffered,
  type PromptRecord,
  type ResourceRecord,
  type ResourceTemplateRecord,
  type ToolRecord,
} from '../../../schemas/registry-records.ts';
import type { Catalogue } from '../registry/catalogue.ts';
import { argumentTypesOf, variableTypesOf } from './cedar/argument-types.ts';

type Described = ToolRecord | ResourceRecord | ResourceTemplateRecord | PromptRecord;

/** Made once per record and catalogue, since the same lists are filtered again and again. */
const known = new WeakMap<Catalogue, Map<Described, PolicyResource>>();

/** A record of the catalogue as policies see it. Same record, same object. */
export function policyResourceOf(catalogue: Catalogue, record: Described): PolicyResource {
  const resources = known.get(catalogue) ?? new Map<Described, PolicyResource>();
  known.set(catalogue, resources);
  const before = resources.get(record);
  if (before) return before;
  const made = describe(catalogue, record);
  resources.set(record, made);
  return made;
}

/** What is administered, as policies see it: `policies`, `users`, `audit` … */
export function platformResource(name: string): PolicyResource {
  return { ...UNMARKED, kind: 'platform', name, family: 'platform', tags: [], bundles: [], requiredScopes: [] };
}

const UNMARKED = { movesMoney: false, sensitive: false, public: false };

function describe(catalogue: Catalogue, record: Described): PolicyResource {
  const { definition, target } = record;
  const { family } = target;
  const shared = { ...UNMARKED, family, tags: [], requiredScopes: definition.requiredScopes };
  if ('uri' in definition || 'uriTemplate' in definition) {
    const name = 'uri' in definition ? definition.uri : definition.uriTemplate;
    const bundles = bundlesOf(catalogue, family);
    return { ...shared, kind: 'resource', name, bundles, argumentTypes: variableTypesOf(definition) };
  }
  const { name } = definition;
  const bundles = bundlesOf(catalogue, family, name);
  if (!('inputSchema' in definition)) return { ...shared, kind: 'prompt', name, bundles };
  const { version, category, subcategory, tags, requiredTier, annotations, movesMoney, sensitive } = definition;
  return {
    ...shared,
    kind: 'tool',
    name,
    bundles,
    version,
    category,
    subcategory,
    tags,
    requiredTier,
    annotations,
    movesMoney,
    sensitive,
    public: definition.public,
    argumentTypes: argumentTypesOf(definition),
  };
}

/** Bundles in use that hold the family, or the tool or prompt by its name. */
function bundlesOf({ bundles }: Catalogue, family: string, name?: string): string[] {
  const holding = [...bundles.values()].filter(
    ({ status, families, tools }) =>
      isOffered({ status }) && (families.includes(family) || (name !== undefined && tools.includes(name))),
  );
  return holding.map((bundle) => bundle.name);
}
