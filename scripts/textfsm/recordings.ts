import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

/** Public recordings of one repository that prove a template. */
export interface CitedRecordings {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly commit: string;
  /** Globs below the repository's root. */
  readonly paths: readonly string[];
  /** Recordings whose records are not compared with the repository's, and why; "*" is all of them. */
  readonly notCompared?: Readonly<Record<string, string>>;
}

/** A shipped template, and the recordings that prove it. */
export interface ProvenTemplate {
  readonly template: string;
  readonly platform: string;
  readonly command: string;
  readonly recordings: readonly CitedRecordings[];
}

/** A recording of a checkout, and the repository's own records of it, if there are any, by column in lower case. */
export interface Recording {
  readonly id: string;
  readonly platform: string;
  readonly command: string;
  readonly text: string;
  readonly expected: readonly Readonly<Record<string, unknown>>[] | undefined;
}

/** Recordings of a template in the repositories that are checked out. */
export function readRecordings(
  { platform, command, recordings }: ProvenTemplate,
  checkouts: ReadonlyMap<string, string>,
): Recording[] {
  return recordings.flatMap(({ repository, paths, notCompared = {} }) => {
    const checkout = checkouts.get(repository);
    if (checkout === undefined) return [];
    return paths
      .flatMap((path) => globSync(path, { cwd: checkout }).sort())
      .map((path) => ({
        id: `${repository} ${path}`,
        platform,
        command,
        text: readFileSync(join(checkout, path), 'utf8').replace(/\r\n?/g, '\n'),
        expected: '*' in notCompared || basename(path) in notCompared ? undefined : expectedOf(join(checkout, path)),
      }));
  });
}

function expectedOf(path: string): Recording['expected'] {
  const expectation = path.replace(/\.raw$/, '.yml');
  if (expectation === path || !existsSync(expectation)) return undefined;
  return parse(readFileSync(expectation, 'utf8'), { version: '1.1' }).parsed_sample ?? [];
}
