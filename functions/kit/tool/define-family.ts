import type * as z from 'zod';
import {
  FamilyManifest,
  type PromptDefinition,
  type ResourceDefinition,
  type ResourceTemplateDefinition,
} from '../../../schemas/family-manifest.ts';
import type { WebhookEvent } from '../../../schemas/webhooks.ts';
import type { BackgroundCall, Call } from './call.ts';
import type { InputRequired, Tool } from './define-tool.ts';

/** Contents of a resource as MCP has them: `uri`, and `text` or `blob` (base64). */
export interface ResourceContent {
  uri: string;
  mimeType?: string;
  text?: string;
  blob?: string;
  [key: string]: unknown;
}

export interface PromptMessage {
  role: 'user' | 'assistant';
  content: { type: string; [key: string]: unknown };
  [key: string]: unknown;
}

/** Proposes values for an argument from what has been typed; `resolved` holds the other arguments. */
export type Completer = (typed: string, resolved: Record<string, string>) => string[] | Promise<string[]>;

export interface Resource {
  definition: ResourceDefinition;
  read(call: Call): Promise<ResourceContent[]>;
}

export interface ResourceTemplate {
  definition: ResourceTemplateDefinition;
  /** Variables of the URI, percent-decoded. Throw E4007 where nothing is there. */
  read(variables: Record<string, string>, call: Call): Promise<ResourceContent[]>;
  complete: Record<string, Completer>;
}

export interface Prompt {
  definition: PromptDefinition;
  /** Messages, or what the caller has to say first. */
  render(args: Record<string, string>, call: Call): Promise<PromptMessage[] | InputRequired>;
  complete: Record<string, Completer>;
}

/** One turn of a schedule. It may be run again before the next turn is due; what it does twice does no harm. */
export type OnSchedule = (call: BackgroundCall) => Promise<void>;

/**
 * One verified event of a provider. Events come at least once and in no order: what is known by `event.id` is skipped,
 * what matters is read again from the provider. An error makes the event come again, and at last to the dead letters.
 */
export type OnEvent = (event: WebhookEvent, call: BackgroundCall) => Promise<void>;

type Defaulted =
  | 'network'
  | 'egress'
  | 'memoryMb'
  | 'timeoutSeconds'
  | 'tenantIsolated'
  | 'secrets'
  | 'settings'
  | 'probes';

export interface FamilySpec
  extends Omit<z.input<typeof FamilyManifest>, Defaulted | 'tools' | 'resources' | 'resourceTemplates' | 'prompts'>,
    Partial<Pick<z.input<typeof FamilyManifest>, Defaulted>> {
  tools: Tool[];
  resources?: Resource[];
  resourceTemplates?: ResourceTemplate[];
  prompts?: Prompt[];
  /** What each schedule does, by its name. */
  onSchedule?: Record<string, OnSchedule>;
  /** What becomes of the events of each webhook, by its source. */
  onEvent?: Record<string, OnEvent>;
}

/** A family: its manifest as data, and what runs. */
export interface Family {
  readonly manifest: FamilyManifest;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly resources: readonly Resource[];
  readonly resourceTemplates: readonly ResourceTemplate[];
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly onSchedule: Readonly<Record<string, OnSchedule>>;
  readonly onEvent: Readonly<Record<string, OnEvent>>;
}

/**
 * Defines a family; `family.ts` of its folder exports it by default. Names that occur twice are refused.
 *
 * @throws {Error} in one sentence that names the family and the field where the manifest breaks the contract
 */
export function defineFamily(spec: FamilySpec): Family {
  const { tools, resources = [], resourceTemplates = [], prompts = [], ...running } = spec;
  const { onSchedule = {}, onEvent = {}, ...declared } = running;
  const parsed = FamilyManifest.safeParse({
    network: 'internet',
    egress: [],
    memoryMb: 256,
    timeoutSeconds: 60,
    tenantIsolated: false,
    secrets: {},
    settings: {},
    probes: [],
    ...declared,
    tools: tools.map((tool) => tool.definition),
    resources: resources.map((resource) => resource.definition),
    resourceTemplates: resourceTemplates.map((template) => template.definition),
    prompts: prompts.map((prompt) => prompt.definition),
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`Family "${spec.name}": ${issue?.path.join('.')} is not valid: ${issue?.message}.`);
  }
  refuseDuplicates(
    spec.name,
    'tool',
    parsed.data.tools.map((tool) => tool.name),
  );
  refuseDuplicates(
    spec.name,
    'prompt',
    parsed.data.prompts.map((prompt) => prompt.name),
  );
  refuseUnhandled(
    spec.name,
    'onSchedule',
    parsed.data.schedules.map(({ name }) => name),
    onSchedule,
  );
  refuseUnhandled(
    spec.name,
    'onEvent',
    parsed.data.webhooks.map(({ source }) => source),
    onEvent,
  );
  return {
    manifest: parsed.data,
    tools: new Map(tools.map((tool) => [tool.definition.name, tool])),
    resources,
    resourceTemplates,
    prompts: new Map(prompts.map((prompt) => [prompt.definition.name, prompt])),
    onSchedule,
    onEvent,
  };
}

/** What is declared and what handles it are the same names, each once. */
function refuseUnhandled(family: string, field: string, declared: string[], handlers: Record<string, unknown>): void {
  refuseDuplicates(family, field, declared);
  const unhandled = declared.find((name) => !Object.hasOwn(handlers, name));
  if (unhandled) throw new Error(`Family "${family}": ${field} says nothing of "${unhandled}", which is declared.`);
  const undeclared = Object.keys(handlers).find((name) => !declared.includes(name));
  if (undeclared) throw new Error(`Family "${family}": ${field} handles "${undeclared}", which is not declared.`);
}

function refuseDuplicates(family: string, kind: string, names: string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Family "${family}" defines the ${kind} "${twice}" twice.`);
}
