import type {
  BundleRecord,
  PromptRecord,
  ResourceRecord,
  ResourceTemplateRecord,
  ToolRecord,
} from '../../../schemas/registry-records.ts';
import { compareVersions } from '../../core/tool/versions.ts';
import { type Plans, plansOf } from '../limits/plans.ts';
import { guardedVersions } from './guarded-versions.ts';

/** Counters that rise with every change of the catalogue; `epoch` with any, the others each with their own kind. */
export interface Epochs {
  epoch: number;
  tools: number;
  resources: number;
  prompts: number;
  /** Policies, roles, grants and lists: what is visible may change with them. */
  policies: number;
}

/** All that the registry offers, as of one epoch. Immutable; lists are in a stable order. */
export interface Catalogue {
  readonly epochs: Epochs;
  /** Versions by tool name, newest first; inactive ones included, older ones as they are guarded (guarded-versions.ts). */
  readonly tools: ReadonlyMap<string, readonly ToolRecord[]>;
  /** Versions that were left out, since their records break their contract. */
  readonly unreadableTools: readonly UnreadableTool[];
  readonly resources: readonly ResourceRecord[];
  readonly resourceTemplates: readonly ResourceTemplateRecord[];
  readonly prompts: ReadonlyMap<string, PromptRecord>;
  readonly bundles: ReadonlyMap<string, BundleRecord>;
  readonly plans: Plans;
}

/** A version of a tool whose record breaks its contract. */
export interface UnreadableTool {
  readonly name: string;
  readonly version: string;
}

export interface CatalogueParts {
  epochs: Epochs;
  tools: ToolRecord[];
  /** Absent: none. */
  unreadableTools?: readonly UnreadableTool[];
  resources: ResourceRecord[];
  resourceTemplates: ResourceTemplateRecord[];
  prompts: PromptRecord[];
  bundles: BundleRecord[];
  /** Absent: no records, so that the default plan applies. */
  plans?: Plans;
}

/** Sorts and indexes what the registry holds. */
export function catalogueOf(parts: CatalogueParts): Catalogue {
  const tools = new Map<string, ToolRecord[]>();
  for (const record of parts.tools.toSorted(byKey(({ definition }) => definition.name))) {
    const versions = tools.get(record.definition.name) ?? [];
    versions.push(record);
    tools.set(record.definition.name, versions);
  }
  for (const [name, versions] of tools) {
    versions.sort((a, b) => compareVersions(b.definition.version, a.definition.version));
    const unreadable = (parts.unreadableTools ?? []).filter((tool) => tool.name === name);
    tools.set(
      name,
      guardedVersions(
        versions,
        unreadable.map(({ version }) => version),
      ),
    );
  }
  const prompts = parts.prompts.toSorted(byKey(({ definition }) => definition.name));
  return {
    epochs: parts.epochs,
    tools,
    unreadableTools: parts.unreadableTools ?? [],
    resources: parts.resources.toSorted(byKey(({ definition }) => definition.uri)),
    resourceTemplates: parts.resourceTemplates.toSorted(byKey(({ definition }) => definition.uriTemplate)),
    prompts: new Map(prompts.map((record) => [record.definition.name, record])),
    bundles: new Map(parts.bundles.map((record) => [record.name, record])),
    plans: parts.plans ?? plansOf([], []),
  };
}

/** Order by code unit: the same on every machine, whatever its locale. */
function byKey<T>(keyOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}
