import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../start-error.ts';

/** A JSON document on disk that is replaced as a whole, so that a killed run leaves the old one or the new one. */
export class JsonFile<T> {
  readonly path: string;
  private value: T;

  /** @throws StartError if the file is there and is not JSON. */
  constructor(path: string, initial: T) {
    this.path = path;
    this.value = read(path) ?? initial;
  }

  get(): T {
    return this.value;
  }

  /**
   * Writes the document; readable by its owner only, since some hold secrets. On a full disk it throws, and file
   * and value stay as they were.
   */
  set(value: T): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
      renameSync(temporary, this.path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    this.value = value;
  }
}

function read<T>(path: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new StartError(`${path} is not valid JSON; run npm start -- --reset to begin with an empty state.`);
  }
}
