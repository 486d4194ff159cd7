import {
  isOffered,
  type PromptRecord,
  type ResourceRecord,
  type ResourceTemplateRecord,
  type ToolRecord,
  type ToolStatus,
} from '../../../schemas/registry-records.ts';
import { FRONT_TOOLS } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { didYouMean, meantName } from '../../core/errors/suggest.ts';
import { satisfies } from '../../core/tool/versions.ts';
import type { Catalogue } from './catalogue.ts';

/** Which endpoint a request came to. */
export type Endpoint = { kind: 'all' } | { kind: 'public' } | { kind: 'bundle'; name: string };

/** What one endpoint offers of the catalogue: only what is active or deprecated, in a stable order. */
export interface CatalogueView {
  readonly tools: readonly ToolRecord[];
  readonly resources: readonly ResourceRecord[];
  readonly resourceTemplates: readonly ResourceTemplateRecord[];
  readonly prompts: readonly PromptRecord[];
  /**
   * The tool that a name means: `verify_pan` is the newest, `verify_pan@1` and `verify_pan@1.0.0` a given one.
   * @param suggestFrom tools that a refusal may name; without it, all that the endpoint offers
   * @throws {ManifoldError} E3001 with a suggestion, E3002 if the tool is switched off
   */
  tool(reference: string, suggestFrom?: readonly ToolRecord[]): ToolRecord;
}

/** Views by catalogue: a catalogue is immutable, so each of its views is made once. */
const views = new WeakMap<Catalogue, Map<string, CatalogueView>>();

/**
 * @throws {ManifoldError} E3001 if the bundle does not exist or is not active
 */
export function viewOf(catalogue: Catalogue, endpoint: Endpoint): CatalogueView {
  const known = views.get(catalogue) ?? new Map<string, CatalogueView>();
  views.set(catalogue, known);
  const name = endpoint.kind === 'bundle' ? `bundle ${endpoint.name}` : endpoint.kind;
  const view = known.get(name) ?? makeView(catalogue, endpoint);
  known.set(name, view);
  return view;
}

function makeView(catalogue: Catalogue, endpoint: Endpoint): CatalogueView {
  const includes = membership(catalogue, endpoint);
  const versionsOf = (name: string) => (catalogue.tools.get(name) ?? []).filter((record) => includes(record));
  const newest = [...catalogue.tools.keys()].flatMap((name) => versionsOf(name).filter(isOffered).slice(0, 1));
  const visible = <T extends Member & { status: ToolStatus }>(records: Iterable<T>) =>
    [...records].filter((record) => isOffered(record) && includes(record));
  return {
    tools: newest,
    resources: visible(catalogue.resources),
    resourceTemplates: visible(catalogue.resourceTemplates),
    prompts: visible(catalogue.prompts.values()),
    tool: (reference, suggestFrom = newest) => {
      const [name = '', wanted] = reference.split(/@(.*)/s);
      const versions = versionsOf(name);
      const found = versions.filter((record) => wanted === undefined || satisfies(record.definition.version, wanted));
      const usable = found.find(isOffered);
      if (usable) return usable;
      if (found.length > 0) {
        throw new ManifoldError('E3002', `The tool "${reference}" is switched off.`, {
          details: { suggestion: 'Choose another tool of tools/list, or ask an administrator.' },
        });
      }
      throw unknownTool(reference, versions, suggestFrom);
    },
  };
}

type Member = { target: ToolRecord['target']; definition: { name?: string; public?: boolean } };

function membership(catalogue: Catalogue, endpoint: Endpoint): (record: Member) => boolean {
  if (endpoint.kind === 'all') return () => true;
  if (endpoint.kind === 'public') return ({ definition }) => definition.public === true;
  const bundle = catalogue.bundles.get(endpoint.name);
  if (!bundle || !isOffered(bundle)) {
    const suggestion = didYouMean(endpoint.name, [...catalogue.bundles.keys()]);
    throw new ManifoldError('E3001', `There is no bundle "${endpoint.name}".`, {
      details: suggestion ? { suggestion: `Did you mean "${suggestion}"?` } : {},
    });
  }
  const { families, tools } = bundle;
  return ({ target, definition }) =>
    families.includes(target.family) || (definition.name !== undefined && tools.includes(definition.name));
}

/** The refusal of a tool that is not there, with what was probably meant of what the caller may see. */
export function unknownTool(
  reference: string,
  versions: readonly ToolRecord[],
  known: readonly ToolRecord[],
): ManifoldError {
  if (versions.length > 0) {
    return new ManifoldError('E3001', `The tool has no version "${reference.split('@')[1]}".`, {
      details: { suggestion: `Versions: ${versions.map(({ definition }) => definition.version).join(', ')}.` },
    });
  }
  // Front has its own tools beside those that are not public.
  const own = known.some(({ definition }) => !definition.public) ? FRONT_TOOLS : [];
  const suggestion = meantName(reference, [...known.map(({ definition }) => definition.name), ...own]);
  return new ManifoldError('E3001', `There is no tool "${reference}".`, {
    details: { suggestion: suggestion ? `Did you mean "${suggestion}"?` : 'tools/list names the tools.' },
  });
}
