import { existsSync, readFileSync } from 'node:fs';
import { validatePolicy } from '../../functions/platform/policy/cedar/validate-policy.ts';
import type { CommandResult } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';
import type { PolicyState } from './policy-state.ts';

/** Checks policy files against the schema of the tools; one line per problem, in a form that editors read. */
export function validateCommand({ cedar, schema }: PolicyState, files: readonly string[]): CommandResult {
  const problems = files.flatMap((file) => {
    if (!existsSync(file)) throw new CommandError(`There is no file "${file}".`);
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
  return { text: [...lines, summary].join('\n'), data: problems, exitCode: errors > 0 ? 1 : 0 };
}
