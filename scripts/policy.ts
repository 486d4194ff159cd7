/**
 * Policies, tried and explained at the desk, and kept in a registry.
 *
 *     npm run policy -- test
 *     npm run policy -- explain --role user --tool verify_pan
 *     npm run policy -- validate my-policy.cedar
 *
 * test, explain, validate and schema take the families and policies of this repository, or with --local or --table
 * those of a registry.
 */
import { parseArgs } from 'node:util';
import { ManifoldError } from '../functions/core/errors/manifold-error.ts';
import { FamilyError } from '../lib/families.ts';
import { AuditCommandError } from './audit/audit-command-error.ts';
import type { CommandResult } from './policy/command-result.ts';
import { PolicyCommandError } from './policy/policy-command-error.ts';
import { runCommand, USAGE } from './policy/run-command.ts';
import { asksForHelp, isParseError } from './print-result.ts';
import { RegistryCommandError } from './registry/connect.ts';

const many = { type: 'string', multiple: true } as const;
const one = { type: 'string' } as const;

try {
  if (asksForHelp(process.argv.slice(2))) finish({ text: USAGE, exitCode: 0 });
  else await tryCommand();
} catch (error) {
  if (error instanceof ManifoldError) console.error([error.message, JSON.stringify(error.details)].join('\n'));
  else if (isMendable(error)) console.error(error.message);
  else throw error;
  if (isParseError(error)) console.error(`\n${USAGE}`);
  process.exitCode = 1;
}

async function tryCommand(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tool: one,
      principal: one,
      role: many,
      scope: many,
      tier: one,
      tenant: one,
      action: one,
      finding: many,
      arg: many,
      local: { type: 'boolean', default: false },
      table: one,
      'audit-table': one,
      since: one,
      state: { type: 'string', default: '.manifold' },
    },
  });
  finish(await runCommand(positionals, values));
}

function finish({ text, exitCode }: CommandResult): void {
  console.log(text);
  process.exitCode = exitCode;
}

function isMendable(error: unknown): error is Error {
  const known = [AuditCommandError, PolicyCommandError, FamilyError, RegistryCommandError];
  return known.some((type) => error instanceof type) || isParseError(error);
}
