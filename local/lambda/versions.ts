import type { JsonFile } from '../state/json-file.ts';
import type { FunctionConfiguration } from './configuration.ts';

type Published = { logicalId: string; configuration: FunctionConfiguration };
export type VersionState = Record<string, { last: number; versions: Record<string, Published> }>;

/** Published versions: immutable, numbered per function, kept over restarts. */
export class Versions {
  private readonly state: JsonFile<VersionState>;

  constructor(state: JsonFile<VersionState>) {
    this.state = state;
  }

  /** Publishes once per logical id: CDK changes the id of a version whenever the function changes. */
  publish(logicalId: string, configuration: FunctionConfiguration): string {
    const { functionName } = configuration;
    const { last, versions } = this.state.get()[functionName] ?? { last: 0, versions: {} };
    const known = Object.entries(versions).find(([, version]) => version.logicalId === logicalId);
    if (known) return known[0];
    const number = last + 1;
    const entry = { last: number, versions: { ...versions, [number]: { logicalId, configuration } } };
    this.state.set({ ...this.state.get(), [functionName]: entry });
    return String(number);
  }

  find(functionName: string, version: string): FunctionConfiguration | undefined {
    return this.state.get()[functionName]?.versions[version]?.configuration;
  }

  delete(functionName: string, version: string): void {
    const entry = this.state.get()[functionName];
    if (!entry) return;
    const { [version]: _, ...versions } = entry.versions;
    this.state.set({ ...this.state.get(), [functionName]: { ...entry, versions } });
  }

  /** Keys of the code that versions run. */
  codeInUse(): string[] {
    return Object.values(this.state.get()).flatMap(({ versions }) =>
      Object.values(versions).map(({ configuration }) => configuration.code),
    );
  }
}
