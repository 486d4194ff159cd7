import { resolveIntrinsics, type Scope } from '../assembly/intrinsics.ts';
import { deploymentOrder } from '../assembly/order.ts';
import type { Assembly, Stack } from '../assembly/template.ts';
import { StartError } from '../start-error.ts';
import type { JsonFile } from '../state/json-file.ts';
import { checkAssembly, providerOf } from './check.ts';
import type { Providers, Provisioned, RecordedResource } from './provider.ts';

/** `stack/logical id` → what was made of it. */
export type DeploymentState = Record<string, RecordedResource>;

export type Deployment = {
  assembly: Assembly;
  providers: Providers;
  state: JsonFile<DeploymentState>;
  /** Value of a dynamic reference such as `secretsmanager:<id>:SecretString:key`. */
  dynamicReference(text: string): string;
  /** Replaces names that only AWS knows, in any text of the assembly. */
  localise(text: string): string;
};

export type Outputs = Record<string, Record<string, unknown>>;

/**
 * Creates or updates every resource in order of dependency, stack by stack, then removes what is gone, as
 * CloudFormation does. What was done is remembered after each resource, so that a killed start can be repeated.
 * @returns the outputs of the stacks.
 */
export async function deploy({ assembly, providers, state, dynamicReference, localise }: Deployment): Promise<Outputs> {
  checkAssembly(assembly, providers);
  const exports = new Map<string, unknown>();
  const outputs: Outputs = {};
  const present = new Set<string>();

  for (const stack of assembly.stacks) {
    const made = new Map<string, Provisioned>();
    const scope = scopeOf(stack, made, exports, outputs);
    for (const logicalId of deploymentOrder(stack.name, stack.template)) {
      const resource = stack.template.Resources[logicalId];
      if (!resource || (resource.Condition && !scope.condition(resource.Condition))) continue;
      const key = `${stack.name}/${logicalId}`;
      const properties = mapTexts(resolveIntrinsics(resource.Properties ?? {}, scope), (text) =>
        localise(withDynamicReferences(text, dynamicReference)),
      );
      const recorded = state.get()[key];
      const provider = providerOf(providers, resource.Type);
      if (!provider) continue;
      const input = {
        stack: stack.name,
        logicalId,
        type: resource.Type,
        properties: properties as Record<string, unknown>,
      };
      const provisioned = await provider.provision({ ...input, recorded });
      made.set(logicalId, provisioned);
      present.add(key);
      remember(
        state,
        key,
        { ...provisioned, type: resource.Type, retained: resource.DeletionPolicy?.startsWith('Retain') ?? false },
        input.properties,
      );
    }
    outputs[stack.name] = outputsOf(stack, scope, exports, localise);
  }
  await removeAbsent(present, providers, state);
  return outputs;
}

/** Custom resources alone need their properties next time, to decide whether to update and from which values. */
function remember(
  state: JsonFile<DeploymentState>,
  key: string,
  entry: RecordedResource,
  properties: Record<string, unknown>,
): void {
  const isCustom = entry.type.startsWith('Custom::') || entry.type === 'AWS::CloudFormation::CustomResource';
  const next = isCustom ? { ...entry, properties } : entry;
  if (JSON.stringify(state.get()[key]) !== JSON.stringify(next)) state.set({ ...state.get(), [key]: next });
}

function outputsOf(
  { template }: Stack,
  scope: Scope,
  exports: Map<string, unknown>,
  localise: (text: string) => string,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [id, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition && !scope.condition(output.Condition)) continue;
    values[id] = mapTexts(resolveIntrinsics(output.Value, scope), localise);
    if (output.Export) exports.set(String(resolveIntrinsics(output.Export.Name, scope)), values[id]);
  }
  return values;
}

async function removeAbsent(
  present: ReadonlySet<string>,
  providers: Providers,
  state: JsonFile<DeploymentState>,
): Promise<void> {
  for (const [key, recorded] of Object.entries(state.get())) {
    if (present.has(key)) continue;
    if (!recorded.retained)
      await providerOf(providers, recorded.type)?.remove?.(key.split('/').at(-1) ?? key, recorded);
    const { [key]: _, ...rest } = state.get();
    state.set(rest);
  }
}

function scopeOf(
  stack: Stack,
  made: ReadonlyMap<string, Provisioned>,
  exports: ReadonlyMap<string, unknown>,
  outputs: Outputs,
): Scope {
  const { name, template } = stack;
  const scope: Scope = {
    stack: name,
    reference(id) {
      const resource = made.get(id);
      if (resource) return resource.ref;
      const parameter = template.Parameters?.[id];
      if (!parameter || parameter.Default === undefined)
        throw new StartError(`Stack ${name} refers to ${id}, which has no value here.`);
      if (parameter.Type.startsWith('AWS::SSM::'))
        throw new StartError(
          `Stack ${name} reads the SSM parameter ${parameter.Default}, which the local cloud does not have.`,
        );
      return parameter.Default;
    },
    attribute(id, attribute) {
      const value = made.get(id)?.attributes?.[attribute];
      const type = template.Resources[id]?.Type ?? 'a resource that does not exist';
      if (value === undefined)
        throw new StartError(
          `Stack ${name} reads the attribute ${attribute} of ${id} (${type}), which the local cloud does not know.`,
        );
      return value;
    },
    importValue(exported) {
      if (!exports.has(exported))
        throw new StartError(`Stack ${name} imports ${exported}, which no stack before it exports.`);
      return exports.get(exported);
    },
    stackOutput(other, output) {
      const value = outputs[other]?.[output];
      if (value === undefined)
        throw new StartError(`Stack ${name} reads the output ${output} of ${other}, which is not there.`);
      return value;
    },
    mapping(map, first, second) {
      const value = template.Mappings?.[map]?.[first]?.[second];
      if (value === undefined) throw new StartError(`Stack ${name} has no mapping ${map}.${first}.${second}.`);
      return value;
    },
    condition(condition) {
      const expression = template.Conditions?.[condition];
      if (expression === undefined) throw new StartError(`Stack ${name} has no condition ${condition}.`);
      return Boolean(resolveIntrinsics(expression, scope));
    },
  };
  return scope;
}

function withDynamicReferences(text: string, lookup: (text: string) => string): string {
  return text.replace(/\{\{resolve:([^}]+)\}\}/g, (_, reference: string) => lookup(reference));
}

/** The value with every text in it changed. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
