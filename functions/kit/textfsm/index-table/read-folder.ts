import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandParser } from './command-parser.ts';

/** A name of a template: a file beside the index, and in no other folder. */
const FILE_NAME = /^\w[\w.-]*$/;

/** The parser of a folder in the layout of ntc-templates: a file "index", and the templates beside it. */
export function readFolder(folder: string): CommandParser {
  return new CommandParser(readFileSync(join(folder, 'index'), 'utf8'), (name) => {
    const path = join(folder, name);
    return FILE_NAME.test(name) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  });
}
