import type { ParseArgsOptionsConfig } from 'node:util';
import { PROFILES, type Profile } from '../../functions/kit/model-profiles/index.ts';
import { Slug } from '../../schemas/json.ts';

/** What a person got wrong; the message is a sentence. */
export class ImportCommandError extends Error {
  override readonly name = 'ImportCommandError';
}

export const IMPORT_OPTIONS = {
  bundle: { type: 'string' },
  profile: { type: 'string' },
  json: { type: 'boolean', default: false },
  html: { type: 'boolean', default: false },
  notes: { type: 'boolean', default: false },
  root: { type: 'string' },
  budget: { type: 'string', default: '25000' },
  'max-mb': { type: 'string', default: '64' },
} as const satisfies ParseArgsOptionsConfig;

export interface ImportSettings {
  readonly bundle?: string;
  readonly profile?: Profile;
  readonly output: 'table' | 'json' | 'html';
  readonly notes: boolean;
  readonly root?: string;
  readonly budget: number;
  readonly maxBytes: number;
}

interface OptionValues {
  readonly bundle?: string | undefined;
  readonly profile?: string | undefined;
  readonly json: boolean;
  readonly html: boolean;
  readonly notes: boolean;
  readonly root?: string | undefined;
  readonly budget: string;
  readonly 'max-mb': string;
}

/** @throws {ImportCommandError} naming the option that is not right, and what would be */
export function importSettings(values: OptionValues): ImportSettings {
  const { bundle, root } = values;
  const profile = PROFILES.find((name) => name === values.profile);
  if (values.profile !== undefined && profile === undefined) {
    throw new ImportCommandError(`--profile "${values.profile}" is not known: use one of ${PROFILES.join(', ')}.`);
  }
  if (bundle !== undefined && !Slug.safeParse(bundle).success) {
    throw new ImportCommandError(
      `--bundle "${bundle}" is no name: use 2 to 32 small letters, digits and hyphens, a letter first.`,
    );
  }
  if (values.json && values.html) throw new ImportCommandError('Use one of --json and --html.');
  return {
    ...(bundle === undefined ? {} : { bundle }),
    ...(profile === undefined ? {} : { profile }),
    output: values.json ? 'json' : values.html ? 'html' : 'table',
    notes: values.notes,
    ...(root === undefined ? {} : { root }),
    budget: positive('--budget', values.budget),
    maxBytes: positive('--max-mb', values['max-mb']) * 1_048_576,
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new ImportCommandError(`${option} "${text}" is no number above 0.`);
}
