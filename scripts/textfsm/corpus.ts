import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parse } from 'yaml';

/** A recorded output of a command, and what its template should make of it. */
export interface CorpusCase {
  /** Path of the recording below the folder of tests. */
  readonly id: string;
  readonly platform: string;
  readonly command: string;
  /** The template that the folder of the recording is named after; it may be merged with others. */
  readonly template: string;
  readonly text: string;
  readonly expected: readonly Readonly<Record<string, unknown>>[];
}

/** Folders of a checkout of ntc-templates. */
export const templatesFolder = (checkout: string): string => join(checkout, 'ntc_templates', 'templates');

/** All recordings with an expectation: `tests/PLATFORM/COMMAND/NAME.raw` and `NAME.yml`. */
export function corpusCases(checkout: string): CorpusCase[] {
  const tests = join(checkout, 'tests');
  return globSync('*/*/*.raw', { cwd: tests })
    .sort()
    .flatMap((path) => {
      const [platform = '', folder = ''] = path.split(sep);
      const expectation = join(tests, path.replace(/\.raw$/, '.yml'));
      if (!existsSync(expectation)) return [];
      const { parsed_sample: expected = [] } = parse(readFileSync(expectation, 'utf8'), { version: '1.1' });
      return [
        {
          id: path,
          platform,
          command: folder.replaceAll('_', ' '),
          template: `${platform}_${folder}.textfsm`,
          text: readFileSync(join(tests, path), 'utf8').replace(/\r\n?/g, '\n'),
          expected: expected ?? [],
        },
      ];
    });
}
