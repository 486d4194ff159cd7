import {
  type LintFinding,
  lintAround,
  lintSchema,
  PROFILES,
  type Profile,
  type Sizes,
  sizesOf,
  sumOfSizes,
} from '../../model-profiles/index.ts';
import type { ImportedTool } from '../model.ts';
import { type Piece, reachedFrom } from '../schema/definitions.ts';

/** What each provider would refuse of a tool as it is; empty if it would take it. */
export type ToolLint = Readonly<Record<Profile, readonly LintFinding[]>>;

interface DefinitionLint {
  readonly sizes: Sizes;
  readonly findings: ToolLint;
}

/** Lints tools; a definition that many tools reach is looked at once. */
export function toolLinter(): (tool: ImportedTool) => ToolLint {
  const known = new Map<Piece, DefinitionLint>();
  return ({ name, description, input: { root, uses, definitions } }) => {
    const reached = reachedFrom(uses, definitions).map((definition) => {
      const piece = definitions.get(definition);
      const found = known.get(piece) ?? definitionLint(definition, piece);
      known.set(piece, found);
      return found;
    });
    const sizes = sumOfSizes([sizesOf(root), ...reached.map((definition) => definition.sizes)]);
    const linted = { name, description, inputSchema: root };
    return byProfile((profile) =>
      distinct([
        ...lintAround(profile, linted, sizes),
        ...lintSchema(profile, root),
        ...reached.flatMap(({ findings }) => findings[profile]),
      ]),
    );
  };
}

function definitionLint(name: string, { schema }: Piece): DefinitionLint {
  const pointer = `/inputSchema/$defs/${name}`;
  return { sizes: sizesOf(schema), findings: byProfile((profile) => lintSchema(profile, schema, pointer)) };
}

function byProfile(lint: (profile: Profile) => readonly LintFinding[]): ToolLint {
  return Object.fromEntries(PROFILES.map((profile) => [profile, lint(profile)])) as Record<Profile, LintFinding[]>;
}

function distinct(findings: readonly LintFinding[]): LintFinding[] {
  const first = new Map<string, LintFinding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.message}`;
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}
