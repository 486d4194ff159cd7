import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isZip, READ_LIMITS, type SourceFiles, unzip } from '../../functions/kit/openapi/index.ts';
import { CommandError } from '../command/command-error.ts';

const DOCUMENT_FILE = /\.(json|ya?ml)$/i;

/**
 * The files at a path: one file, or the JSON and YAML files of a folder or zip archive. Links are not followed.
 */
export function readSource(path: string, maxBytes: number): SourceFiles {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new CommandError(`There is no file or folder ${path}.`);
  if (status.isSymbolicLink()) throw new CommandError(`${path} is a link; name what it leads to.`);
  if (status.isDirectory()) return folder(path, maxBytes);
  if (status.size > maxBytes) {
    const size = (status.size / 1_048_576).toFixed(1);
    throw new CommandError(`${path} has ${size} MiB: raise --max-mb above ${maxBytes / 1_048_576} to read it.`);
  }
  const bytes = readFileSync(path);
  return isZip(bytes) ? unzip(bytes, { ...READ_LIMITS, maxBytes }) : new Map([[basename(path), bytes]]);
}

function folder(path: string, maxBytes: number): SourceFiles {
  const files = new Map<string, Uint8Array>();
  let size = 0;
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !DOCUMENT_FILE.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    if (
      relative(path, file)
        .split('/')
        .some((part) => part === 'node_modules' || part === '.git')
    )
      continue;
    const bytes = readFileSync(file);
    size += bytes.length;
    if (size > maxBytes)
      throw new CommandError(`The files of ${path} have more than ${maxBytes / 1_048_576} MiB: raise --max-mb.`);
    files.set(relative(path, file), bytes);
  }
  if (files.size === 0) throw new CommandError(`${path} has no JSON or YAML file.`);
  return files;
}
