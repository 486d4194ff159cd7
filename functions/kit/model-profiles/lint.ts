import { anthropicRules } from './rules/anthropic.ts';
import { bedrockRules } from './rules/bedrock.ts';
import { geminiRules } from './rules/gemini.ts';
import { openaiRules, openaiStrictRules } from './rules/openai.ts';
import { type Sizes, sizesOf } from './sizes.ts';
import { visitSchemas } from './visit.ts';

export const PROFILES = ['anthropic', 'openai', 'openai-strict', 'gemini', 'bedrock'] as const;
/** A provider of models, by what it takes as a tool. */
export type Profile = (typeof PROFILES)[number];

/** What a provider sees of a tool. */
export interface LintedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema 2020-12, with its `$defs`. */
  readonly inputSchema: JsonSchemaObject;
}

export type JsonSchemaObject = Readonly<Record<string, unknown>>;

export interface LintFinding {
  /** Name of the rule. */
  readonly rule: string;
  /** JSON pointer into the tool: `/inputSchema/properties/a`. */
  readonly pointer: string;
  /** A sentence. */
  readonly message: string;
}

/** A rule of a provider, and the page that states it. */
export interface Rule {
  readonly name: string;
  readonly source: string;
  /** Faults of the tool as a whole. */
  readonly ofTool?: (tool: LintedTool) => readonly Omit<LintFinding, 'rule'>[];
  /** Faults of how large the input schema is, its definitions counted in. */
  readonly ofSizes?: (sizes: Sizes) => readonly string[];
  /** A fault of one schema within the input schema; undefined without a fault. */
  readonly ofSchema?: (schema: JsonSchemaObject, place: SchemaPlace) => string | undefined;
}

export interface SchemaPlace {
  readonly pointer: string;
  /** Objects around the schema: 0 for the input schema itself. */
  readonly level: number;
}

export const RULES: Readonly<Record<Profile, readonly Rule[]>> = {
  anthropic: anthropicRules,
  openai: openaiRules,
  'openai-strict': openaiStrictRules,
  gemini: geminiRules,
  bedrock: bedrockRules,
};

/**
 * What the provider would refuse of a tool, by its published rules. One finding for each rule and keyword is enough:
 * the same fault at a hundred places is one fault.
 */
export function lintTool(profile: Profile, tool: LintedTool): LintFinding[] {
  const { inputSchema } = tool;
  return [...lintAround(profile, tool, sizesOf(inputSchema)), ...lintSchema(profile, inputSchema)];
}

/** Faults of the tool as a whole: its name, its description, the top of its schema, and sizes that are counted before. */
export function lintAround(profile: Profile, tool: LintedTool, sizes: Sizes): LintFinding[] {
  return RULES[profile].flatMap(({ name, ofTool, ofSizes }) => [
    ...(ofTool?.(tool) ?? []).map((found) => ({ rule: name, ...found })),
    ...(ofSizes?.(sizes) ?? []).map((message) => ({ rule: name, pointer: '/inputSchema', message })),
  ]);
}

/** Faults of a schema and of those in it, each kind of fault once, at its first place. */
export function lintSchema(profile: Profile, schema: JsonSchemaObject, pointer = '/inputSchema'): LintFinding[] {
  const findings = new Map<string, LintFinding>();
  visitSchemas(
    schema,
    (part, place) => {
      for (const { name, ofSchema } of RULES[profile]) {
        const message = ofSchema?.(part, place);
        const key = `${name} ${message}`;
        if (message !== undefined && !findings.has(key))
          findings.set(key, { rule: name, pointer: place.pointer, message });
      }
    },
    pointer,
  );
  return [...findings.values()];
}
