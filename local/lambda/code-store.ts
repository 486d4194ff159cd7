import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StartError } from '../start-error.ts';
import { makePrivate } from '../state/private.ts';

/** Copies of the code of functions, kept so that an older version still runs after the assembly has moved on. */
export class CodeStore {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /**
   * Keeps the code under its asset's hash.
   * @returns the key to find it by.
   * @throws StartError if the asset is not an unpacked folder.
   */
  keep(objectKey: string, source: string): string {
    const key = basename(objectKey).replace(/\.zip$/, '');
    const folder = this.folder(key);
    if (existsSync(folder)) return key;
    if (!existsSync(source) || !statSync(source).isDirectory()) {
      throw new StartError(`The asset ${source} is not a folder that exists; run npm run build and cdk synth again.`);
    }
    const unfinished = `${folder}.${process.pid}.tmp`;
    cpSync(source, unfinished, { recursive: true });
    makePrivate(unfinished);
    renameSync(unfinished, folder);
    return key;
  }

  folder(key: string): string {
    return join(this.directory, key);
  }

  /** Removes code that no function or version uses. */
  prune(used: ReadonlySet<string>): void {
    for (const entry of readdirSync(this.directory)) {
      if (!used.has(entry)) rmSync(join(this.directory, entry), { recursive: true, force: true });
    }
  }
}
