import { unzipSync } from 'fflate';
import { OpenApiError } from '../openapi-error.ts';
import type { SourceFiles } from './document-set.ts';
import type { ReadLimits } from './limits.ts';

/** Whether the bytes begin as a zip archive does. */
export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03;

/**
 * JSON and YAML files of a zip archive. Sizes are checked before anything is unpacked; what the archive says of its
 * sizes binds the unpacking.
 *
 * @throws {OpenApiError} E2001 if it cannot be read, E2006 over a limit
 */
export function unzip(archive: Uint8Array, limits: ReadLimits): SourceFiles {
  let bytes = 0;
  let files = 0;
  const over = (what: string) => new OpenApiError('E2006', `The archive has more than ${what} once it is unpacked.`);
  try {
    const entries = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (!/\.(json|ya?ml)$/i.test(name)) return false;
        files += 1;
        bytes += originalSize;
        if (files > limits.maxFiles) throw over(`${limits.maxFiles} files`);
        if (bytes > limits.maxBytes) throw over(`${limits.maxBytes} bytes`);
        return true;
      },
    });
    return withoutCommonFolder(new Map(Object.entries(entries)));
  } catch (error) {
    if (error instanceof OpenApiError) throw error;
    throw new OpenApiError('E2001', 'The zip archive cannot be read; it may be cut off or encrypted.');
  }
}

/** Archives often hold one folder with everything in it. */
function withoutCommonFolder(files: Map<string, Uint8Array>): SourceFiles {
  const folders = new Set(
    [...files.keys()].map((path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')),
  );
  const [folder] = folders;
  if (folders.size !== 1 || folder === undefined || folder === '' || folder === '..') return files;
  return new Map([...files].map(([path, bytes]) => [path.slice(folder.length + 1), bytes]));
}
