import { sentence } from '../start-error.ts';
import { providerOf } from './check.ts';
import type { Deployed } from './deployment-state.ts';
import type { Providers, RecordedResource } from './provider.ts';

/** `create` while a creation is rolled back, `remove` when a template no longer has the resource. */
type Reason = 'create' | 'remove';

/** Paths of resources that stay in the account by their policy, and of those that could not be deleted → the reason. */
export type Left = { retained: string[]; undeleted: Map<string, string> };

/**
 * Deletes resources, the last created first, by their DeletionPolicy (CloudFormation User Guide, "DeletionPolicy
 * attribute"): `Retain` keeps a resource always, `RetainExceptOnCreate` unless its creation is rolled back. A resource
 * that cannot be deleted stays in its stack.
 */
export async function deleteResources(
  paths: readonly string[],
  { reason, deployed, providers }: { reason: Reason; deployed: Deployed; providers: Providers },
): Promise<Left> {
  const left: Left = { retained: [], undeleted: new Map() };
  for (const path of [...paths].reverse()) {
    const resource = deployed.resource(path);
    if (!resource) continue;
    if (isKept(resource, reason)) {
      deployed.forget(path, true);
      left.retained.push(path);
      continue;
    }
    const problem = await failureOf(path, resource, providers);
    if (problem === undefined) deployed.forget(path, false);
    else left.undeleted.set(path, problem);
  }
  return left;
}

function isKept({ deletionPolicy }: RecordedResource, reason: Reason): boolean {
  return deletionPolicy === 'Retain' || (deletionPolicy === 'RetainExceptOnCreate' && reason === 'remove');
}

async function failureOf(path: string, resource: RecordedResource, providers: Providers): Promise<string | undefined> {
  if (resource.deletionProtection) return 'it has deletion protection';
  try {
    await providerOf(providers, resource.type)?.remove?.(path.split('/').at(-1) ?? path, resource);
    return undefined;
  } catch (error) {
    return sentence(error);
  }
}
