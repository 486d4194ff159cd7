import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A value that survives a restart if a file is given; keep it small, it is written whole each time. */
export class JsonState<State> {
  readonly value: State;
  private readonly file: string | undefined;

  constructor(file: string | undefined, initial: State) {
    this.file = file;
    this.value = file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : initial;
  }

  save(): void {
    if (this.file === undefined) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(this.value));
  }
}
