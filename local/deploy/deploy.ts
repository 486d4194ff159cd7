import { resolveIntrinsics, type Scope } from '../assembly/intrinsics.ts';
import { deploymentOrder } from '../assembly/order.ts';
import type { Assembly, Resource, Stack } from '../assembly/template.ts';
import { StartError, sentence } from '../start-error.ts';
import type { JsonFile } from '../state/json-file.ts';
import { checkAssembly, providerOf } from './check.ts';
import { deleteResources, type Left } from './delete.ts';
import { Deployed, type DeploymentState } from './deployment-state.ts';
import { fixedName } from './fixed-names.ts';
import type { Providers, Provisioned } from './provider.ts';
import { type Outputs, scopeOf } from './scope.ts';

export type Deployment = {
  assembly: Assembly;
  providers: Providers;
  state: JsonFile<DeploymentState>;
  /** Value of a dynamic reference such as `secretsmanager:<id>:SecretString:key`. */
  dynamicReference(text: string): string;
  /** Replaces names that only AWS knows, in any text of the assembly. */
  localise(text: string): string;
  /** Called with a sentence about resources that a deployment leaves in the account. */
  report(sentence: string): void;
};

type Context = Deployment & { deployed: Deployed; exports: Map<string, unknown>; outputs: Outputs };

/**
 * Creates or updates every resource in order of dependency, stack by stack, then deletes those that the templates no
 * longer have. A stack that fails is rolled back as CloudFormation does, and no later stack is deployed.
 * @returns the outputs of the stacks.
 * @throws StartError with the reason, and with the resources that a rollback left behind.
 */
export async function deploy(deployment: Deployment): Promise<Outputs> {
  const { assembly, providers, state, report } = deployment;
  checkAssembly(assembly, providers);
  const deployed = new Deployed(state);
  const context: Context = { ...deployment, deployed, exports: new Map(), outputs: {} };
  const present = new Set<string>();
  for (const stack of assembly.stacks) for (const path of await deployStack(stack, context)) present.add(path);
  const absent = deployed.resources().flatMap(([path]) => (present.has(path) ? [] : [path]));
  const left = await deleteResources(absent, { reason: 'remove', deployed, providers });
  // CloudFormation gives up a resource that it cannot delete after an update, and leaves it in the account.
  for (const path of left.undeleted.keys()) deployed.forget(path, true);
  const names = assembly.stacks.map(({ name }) => name);
  for (const name of deployed.stacks()) if (!names.includes(name)) deployed.setStatus(name, undefined);
  const stays = sentenceOn(left);
  if (stays) report(`The deployment leaves resources in the account: ${stays}`);
  return context.outputs;
}

/** @returns the paths of the stack's resources. */
async function deployStack(stack: Stack, context: Context): Promise<string[]> {
  const { deployed } = context;
  await deleteFailedStack(stack.name, context);
  const isNew = deployed.status(stack.name) !== 'COMPLETE';
  const before = new Set(isNew ? [] : deployed.resources(stack.name).map(([path]) => path));
  if (isNew) deployed.setStatus(stack.name, 'CREATE_IN_PROGRESS');
  try {
    const paths = await provisionAll(stack, context);
    deployed.setStatus(stack.name, 'COMPLETE');
    return paths;
  } catch (error) {
    const created = deployed.resources(stack.name).flatMap(([path]) => (before.has(path) ? [] : [path]));
    const left = await deleteResources(created, { reason: 'create', ...context });
    if (isNew) deployed.setStatus(stack.name, left.undeleted.size > 0 ? 'ROLLBACK_FAILED' : undefined);
    const stays = sentenceOn(left);
    throw new StartError(`${sentence(error)} Stack ${stack.name} was rolled back.${stays ? ` ${stays}` : ''}`);
  }
}

/** The CDK deletes a stack whose creation failed before it creates the stack again. @throws StartError if it cannot. */
async function deleteFailedStack(name: string, context: Context): Promise<void> {
  const { deployed } = context;
  if (deployed.status(name) !== 'ROLLBACK_FAILED') return;
  const paths = deployed.resources(name).map(([path]) => path);
  const { undeleted } = await deleteResources(paths, { reason: 'create', ...context });
  if (undeleted.size > 0)
    throw new StartError(
      `Stack ${name} is in the state ROLLBACK_FAILED and cannot be deleted: ${listOf(undeleted)}. Start with --reset.`,
    );
  deployed.setStatus(name, undefined);
}

async function provisionAll(stack: Stack, context: Context): Promise<string[]> {
  const { exports, outputs } = context;
  const made = new Map<string, Provisioned>();
  const scope = scopeOf(stack, made, exports, outputs);
  const paths: string[] = [];
  for (const logicalId of deploymentOrder(stack.name, stack.template)) {
    const resource = stack.template.Resources[logicalId];
    if (!resource || (resource.Condition && !scope.condition(resource.Condition))) continue;
    made.set(logicalId, await provision({ stack: stack.name, logicalId, resource, scope }, context));
    paths.push(`${stack.name}/${logicalId}`);
  }
  outputs[stack.name] = outputsOf(stack, scope, context);
  return paths;
}

type ToProvision = { stack: string; logicalId: string; resource: Resource; scope: Scope };

async function provision({ stack, logicalId, resource, scope }: ToProvision, context: Context): Promise<Provisioned> {
  const { providers, deployed, localise, dynamicReference } = context;
  const { Type: type, DeletionPolicy } = resource;
  const path = `${stack}/${logicalId}`;
  const properties = mapTexts(resolveIntrinsics(resource.Properties ?? {}, scope), (text) =>
    localise(withDynamicReferences(text, dynamicReference)),
  ) as Record<string, unknown>;
  const provider = providerOf(providers, type);
  if (!provider) throw new StartError(`The local cloud does not know the type ${type} of ${path}.`);
  const name = fixedName(type, properties);
  const recorded = deployed.resource(path);
  const owner = name === undefined || recorded?.fixedName === name ? undefined : deployed.ownerOf(name);
  if (owner !== undefined && owner !== path)
    throw new StartError(`${path} cannot be created: ${name} already exists, made by ${owner}.`);
  if (owner === path && !recorded)
    throw new StartError(
      `${path} cannot be created: ${name} already exists, left by an earlier deployment; start with --reset.`,
    );
  const provisioned = await provider.provision({ stack, logicalId, type, properties, recorded });
  // Custom resources alone need their properties next time, to decide whether to update and from which values.
  const isCustom = type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
  deployed.record(path, {
    ...provisioned,
    type,
    deletionPolicy: policyOf(DeletionPolicy),
    fixedName: name,
    properties: isCustom ? properties : undefined,
  });
  return provisioned;
}

function policyOf(policy: string | undefined): 'Delete' | 'Retain' | 'RetainExceptOnCreate' {
  return policy === 'Retain' || policy === 'RetainExceptOnCreate' ? policy : 'Delete';
}

/** `path (reason), …`. */
const listOf = (undeleted: Left['undeleted']): string =>
  [...undeleted].map(([path, problem]) => `${path} (${problem})`).join(', ');

function sentenceOn({ retained, undeleted }: Left): string {
  const kept = retained.length > 0 ? [`Retained by policy: ${retained.join(', ')}.`] : [];
  const failed = undeleted.size > 0 ? [`Not deleted: ${listOf(undeleted)}.`] : [];
  return [...kept, ...failed].join(' ');
}

function outputsOf({ template }: Stack, scope: Scope, { exports, localise }: Context): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [id, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition && !scope.condition(output.Condition)) continue;
    values[id] = mapTexts(resolveIntrinsics(output.Value, scope), localise);
    if (output.Export) exports.set(String(resolveIntrinsics(output.Export.Name, scope)), values[id]);
  }
  return values;
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
