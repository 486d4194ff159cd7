import { existsSync, readFileSync } from 'node:fs';
import { validatePolicy } from '../../functions/platform/policy/cedar/validate-policy.ts';
import type { CommandResult } from './command-result.ts';
import { PolicyCommandError } from './policy-command-error.ts';
import type { World } from './world.ts';

/** Checks policy files against the schema of the world's tools; one line per problem, as editors read it. */
export function validateCommand({ cedar, schema }: World, files: readonly string[]): CommandResult {
  if (files.length === 0) throw new PolicyCommandError('Name at least one file: npm run policy -- validate <file>');
  const problems = files.flatMap((file) => {
    if (!existsSync(file)) throw new PolicyCommandError(`There is no file "${file}".`);
    return validatePolicy(cedar, { text: readFileSync(file, 'utf8'), schema }).problems.map((problem) => ({
      file,
      ...problem,
    }));
  });
  const lines = problems.map(
    ({ file, line, column, severity, message, help }) =>
      `${file}:${line}:${column}: ${severity}: ${message}${help ? ` (${help})` : ''}`,
  );
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const summary = `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
  return { text: [...lines, summary].join('\n'), exitCode: errors > 0 ? 1 : 0 };
}
