import type * as z from 'zod';
import {
  FamilyManifest,
  type PromptDefinition,
  type ResourceDefinition,
  type ResourceTemplateDefinition,
} from '../../../schemas/family-manifest.ts';
import type { WebhookEvent } from '../../../schemas/webhooks.ts';
import { compareVersions } from '../../core/tool/versions.ts';
import type { BackgroundCall, Call } from './call.ts';
import type { InputRequired, Tool } from './define-tool.ts';

/** Contents of a resource, as MCP defines them: `uri`, and `text` or `blob` (base64). */
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

/** Proposes values for an argument; `typed` is its beginning, `resolved` has the arguments that are already known. */
export type Completer = (typed: string, resolved: Record<string, string>) => string[] | Promise<string[]>;

export interface Resource {
  definition: ResourceDefinition;
  read(call: Call): Promise<ResourceContent[]>;
}

export interface ResourceTemplate {
  definition: ResourceTemplateDefinition;
  /** Gets the variables of the URI, percent-decoded. Throws E4007 if there is no such resource. */
  read(variables: Record<string, string>, call: Call): Promise<ResourceContent[]>;
  complete: Record<string, Completer>;
}

export interface Prompt {
  definition: PromptDefinition;
  /** The messages, or the questions that the caller has to answer first. */
  render(args: Record<string, string>, call: Call): Promise<PromptMessage[] | InputRequired>;
  complete: Record<string, Completer>;
}

/** One scheduled run. It has to be idempotent: Lambda runs it again after a failure. */
export type OnSchedule = (call: BackgroundCall) => Promise<void>;

/**
 * Handles one verified event of a provider. Events arrive in any order and may be delivered more than once. An event
 * whose `event.id` was handled before is not passed on. Read the current state from the provider instead of relying on
 * the event. If the handler throws, the event is delivered again, and at last goes to the dead-letter queue.
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
  /** The tools; a tool whose major version has changed is there once for each version that is still answered. */
  tools: Tool[];
  resources?: Resource[];
  resourceTemplates?: ResourceTemplate[];
  prompts?: Prompt[];
  /** Handlers of the schedules, by name. */
  onSchedule?: Record<string, OnSchedule>;
  /** Handlers of webhook events, by source. */
  onEvent?: Record<string, OnEvent>;
}

/** A family: its manifest as data, and the code behind it. */
export interface Family {
  readonly manifest: FamilyManifest;
  /** The newest version of each tool, by name. */
  readonly tools: ReadonlyMap<string, Tool>;
  /** Every version of each tool, by `name@version`. */
  readonly versions: ReadonlyMap<string, Tool>;
  readonly resources: readonly Resource[];
  readonly resourceTemplates: readonly ResourceTemplate[];
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly onSchedule: Readonly<Record<string, OnSchedule>>;
  readonly onEvent: Readonly<Record<string, OnEvent>>;
}

/**
 * Defines a family. The file `family.ts` in its folder exports it by default.
 *
 * @example
 * export default defineFamily({
 *   name: 'weather', title: 'Weather', version: '1.0.0', description: 'Forecasts for places.',
 *   egress: ['api.weather.example'], tools: [getForecast],
 * });
 *
 * @throws {Error} if the manifest is not valid (schemas/family-manifest.ts), if a name occurs twice, or if a schedule or
 *   webhook has no handler; the message names the family and the field
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
    parsed.data.tools.map(({ name, version }) => `${name}@${version}`),
  );
  refuseDuplicates(
    spec.name,
    'prompt',
    parsed.data.prompts.map((prompt) => prompt.name),
  );
  checkHandlers(
    spec.name,
    'onSchedule',
    parsed.data.schedules.map(({ name }) => name),
    onSchedule,
  );
  checkHandlers(
    spec.name,
    'onEvent',
    parsed.data.webhooks.map(({ source }) => source),
    onEvent,
  );
  return {
    manifest: parsed.data,
    tools: newestOf(tools),
    versions: new Map(tools.map((tool) => [`${tool.definition.name}@${tool.definition.version}`, tool])),
    resources,
    resourceTemplates,
    prompts: new Map(prompts.map((prompt) => [prompt.definition.name, prompt])),
    onSchedule,
    onEvent,
  };
}

function newestOf(tools: readonly Tool[]): Map<string, Tool> {
  const ascending = tools.toSorted((a, b) => compareVersions(a.definition.version, b.definition.version));
  return new Map(ascending.map((tool) => [tool.definition.name, tool]));
}

/** Declarations and handlers have the same names, each once. */
function checkHandlers(family: string, field: string, declared: string[], handlers: Record<string, unknown>): void {
  refuseDuplicates(family, field, declared);
  const unhandled = declared.find((name) => !Object.hasOwn(handlers, name));
  if (unhandled) throw new Error(`Family "${family}": ${field} has no handler for "${unhandled}", which is declared.`);
  const undeclared = Object.keys(handlers).find((name) => !declared.includes(name));
  if (undeclared) throw new Error(`Family "${family}": ${field} handles "${undeclared}", which is not declared.`);
}

function refuseDuplicates(family: string, kind: string, names: string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Family "${family}" defines the ${kind} "${twice}" twice.`);
}
