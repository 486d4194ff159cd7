import { transformSync } from 'esbuild';
import { Slug } from '../../schemas/json.ts';
import { ToolDefinition } from '../../schemas/tool-definition.ts';
import { CommandError } from '../command/command-error.ts';

/** The forms that the name of a tool takes in code. */
export interface ToolNames {
  /** As clients call it: `verify_gstin`. */
  readonly name: string;
  /** Name of its file without an ending: `verify-gstin`. */
  readonly file: string;
  /** Name of its import in family.ts: `verifyGstin`. */
  readonly identifier: string;
  /** For people: `Verify gstin`. */
  readonly title: string;
}

/** @throws {CommandError} if it is not the name of a tool */
export function toolNames(name: string): ToolNames {
  if (!ToolDefinition.shape.name.safeParse(name).success) {
    throw new CommandError(
      `"${name}" is not a name for a tool: take 2 to 64 letters, digits and underscores that begin with a letter, such as verify_gstin.`,
    );
  }
  const words = wordsOf(name);
  const camel = words.map((word, index) => (index === 0 ? word : capitalized(word))).join('');
  return {
    name,
    file: words.join('-'),
    identifier: isIdentifier(camel) ? camel : `${camel}Tool`,
    title: capitalized(words.join(' ')),
  };
}

/** @throws {CommandError} if it is not the name of a family */
export function familyName(name: string): string {
  if (!Slug.safeParse(name).success) {
    throw new CommandError(
      `"${name}" is not a name for a family: take 2 to 32 lower-case letters, digits and hyphens that begin with a letter, such as weather.`,
    );
  }
  return name;
}

export const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `verify_gstin` and `VerifyGstin` are the words verify and gstin. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_')
    .filter((word) => word !== '');
}

/** A tool may be called `delete`, a variable may not. */
function isIdentifier(word: string): boolean {
  try {
    transformSync(`const ${word} = 0; export {};`, { format: 'esm', logLevel: 'silent' });
    return true;
  } catch {
    return false;
  }
}
