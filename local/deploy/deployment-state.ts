import type { JsonFile } from '../state/json-file.ts';
import type { RecordedResource } from './provider.ts';

/**
 * `CREATE_IN_PROGRESS` until every resource of a new stack is made; `ROLLBACK_FAILED` if resources of a failed creation
 * could not be deleted. A stack whose creation was rolled back whole has no status.
 */
export type StackStatus = 'CREATE_IN_PROGRESS' | 'COMPLETE' | 'ROLLBACK_FAILED';

/** The record that is kept from one deployment to the next. */
export type DeploymentState = {
  /** `stack/logical id` → resource, in the order of creation. */
  resources: Record<string, RecordedResource>;
  stacks: Record<string, StackStatus>;
  /** Fixed names that exist in the account without a stack, each with the resource that left it: `type name` → path. */
  retained: Record<string, string>;
};

export const NOTHING_DEPLOYED: DeploymentState = { resources: {}, stacks: {}, retained: {} };

/** The state on disk; each change is written at once, so that a killed deployment can be continued. */
export class Deployed {
  private readonly file: JsonFile<DeploymentState>;

  constructor(file: JsonFile<DeploymentState>) {
    this.file = file;
  }

  resource(path: string): RecordedResource | undefined {
    return this.file.get().resources[path];
  }

  /** Paths and resources, of one stack or of all, in the order of creation. */
  resources(stack?: string): [path: string, resource: RecordedResource][] {
    const all = Object.entries(this.file.get().resources);
    return stack === undefined ? all : all.filter(([path]) => path.startsWith(`${stack}/`));
  }

  record(path: string, resource: RecordedResource): void {
    if (JSON.stringify(this.resource(path)) === JSON.stringify(resource)) return;
    const state = this.file.get();
    this.file.set({ ...state, resources: { ...state.resources, [path]: resource } });
  }

  /** Takes a resource out of its stack. @param isRetained whether it stays in the account */
  forget(path: string, isRetained: boolean): void {
    const state = this.file.get();
    const { [path]: resource, ...resources } = state.resources;
    const name = isRetained ? resource?.fixedName : undefined;
    const retained = name === undefined ? state.retained : { ...state.retained, [name]: path };
    this.file.set({ ...state, resources, retained });
  }

  status(stack: string): StackStatus | undefined {
    return this.file.get().stacks[stack];
  }

  setStatus(stack: string, status: StackStatus | undefined): void {
    const state = this.file.get();
    const { [stack]: before, ...others } = state.stacks;
    if (before !== status) this.file.set({ ...state, stacks: status ? { ...others, [stack]: status } : others });
  }

  stacks(): string[] {
    return Object.keys(this.file.get().stacks);
  }

  /** The path of the resource that has a fixed name already, in this stack or another, or left behind. */
  ownerOf(fixedName: string): string | undefined {
    const { retained, resources } = this.file.get();
    const live = Object.entries(resources).find(([, resource]) => resource.fixedName === fixedName);
    return live?.[0] ?? retained[fixedName];
  }
}
