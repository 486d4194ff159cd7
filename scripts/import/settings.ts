import { PROFILES, type Profile } from '../../functions/kit/model-profiles/index.ts';
import { Slug } from '../../schemas/json.ts';
import type { OptionValues } from '../command/command.ts';
import { ArgumentError } from '../command/command-error.ts';

/** Options of both commands. */
export const DOCUMENT_OPTIONS = {
  html: { type: 'flag', help: 'prints a page that needs no other file' },
  root: { type: 'text', value: 'PATH', help: 'the document to begin with, if a folder or archive holds several' },
  'max-mb': { type: 'number', default: 64, help: 'size limit of all files together, in MiB' },
} as const;

export const PREVIEW_OPTIONS = {
  bundle: { type: 'text', value: 'NAME', help: 'bundle of the tools; without it, made from the title' },
  profile: {
    type: 'text',
    value: 'NAME',
    choices: PROFILES,
    help: `schemas as a provider takes them: ${PROFILES.join(', ')}`,
  },
  notes: { type: 'flag', help: 'prints each note, not only their number' },
  budget: { type: 'number', default: 25_000, help: 'tokens that a list of tools may take' },
  ...DOCUMENT_OPTIONS,
} as const;

export interface DocumentSettings {
  readonly output: 'table' | 'json' | 'html';
  readonly root: string | undefined;
  readonly maxBytes: number;
}

export interface ImportSettings extends DocumentSettings {
  readonly bundle: string | undefined;
  readonly profile: Profile | undefined;
  readonly notes: boolean;
  readonly budget: number;
}

/** @throws {ArgumentError} if both forms of output are asked for */
export function documentSettings(
  { html, root, 'max-mb': megabytes }: OptionValues<typeof DOCUMENT_OPTIONS>,
  json: boolean,
): DocumentSettings {
  if (json && html) throw new ArgumentError('--json and --html exclude each other: give one of them.');
  return { output: json ? 'json' : html ? 'html' : 'table', root, maxBytes: megabytes * 1_048_576 };
}

/** @throws {ArgumentError} if the bundle is not a name, or both forms of output are asked for */
export function importSettings(options: OptionValues<typeof PREVIEW_OPTIONS>, json: boolean): ImportSettings {
  const { bundle, profile, notes, budget } = options;
  if (bundle !== undefined && !Slug.safeParse(bundle).success) {
    throw new ArgumentError(
      `--bundle takes 2 to 32 small letters, digits and hyphens, a letter first, not "${bundle}".`,
    );
  }
  return { ...documentSettings(options, json), bundle, profile, notes, budget };
}
