import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PROJECT_ROOT } from '../../lib/families.ts';
import type { CommandResult } from '../command/command.ts';
import { type CaseResult, readCases, runCase } from './cases.ts';
import { POLICIES, type PolicyState } from './policy-state.ts';

/** Runs the cases of files, by default those of policies/cases, and lists the result of each. */
export function testCommand(state: PolicyState, files: readonly string[]): CommandResult {
  const chosen = files.length > 0 ? files : shippedCases();
  const blocks = chosen.map((file) => ({ file, results: readCases(file).map((one) => runCase(state, one)) }));
  const all = blocks.flatMap(({ results }) => results);
  const failed = all.filter(({ differences }) => differences.length > 0).length;
  const lines = blocks.flatMap(({ file, results }) => [relative(PROJECT_ROOT, file), ...table(results), '']);
  return {
    text: [...lines, `${all.length - failed} passed, ${failed} failed`].join('\n'),
    data: { passed: all.length - failed, failed, cases: all },
    exitCode: failed > 0 || all.length === 0 ? 1 : 0,
  };
}

function shippedCases(): string[] {
  const folder = join(POLICIES, 'cases');
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => join(folder, file));
}

function table(results: readonly CaseResult[]): string[] {
  const name = Math.max(0, ...results.map((result) => result.name.length));
  return results.flatMap(({ name: own, decision, differences }) => [
    `  ${differences.length === 0 ? 'ok  ' : 'FAIL'}  ${own.padEnd(name)}  ${decision.effect.padEnd(17)}  ${decision.policies.join(', ')}`,
    ...differences.map((difference) => `        ${difference}`),
  ]);
}
