/**
 * Adds a tool to a family: its file, its test and its line in family.ts.
 *
 *     npm run new:tool -- kyc verify_gstin
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../../functions/core/errors/suggest.ts';
import { type FamilyFolder, findFamilies, loadManifests } from '../../lib/families.ts';
import { type CommandResult, command } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';
import { runProgram } from '../command/run-program.ts';
import { addToFamily } from './add-to-family.ts';
import { toolNames } from './names.ts';
import { pathsFrom } from './paths.ts';
import { toolSource, toolTest } from './tool-template.ts';
import { resultOf, writeFiles } from './write-files.ts';

await runProgram({
  name: 'new:tool',
  about: 'The tool works at once: it answers with the text that it is given.',
  commands: {
    '': command({
      about: 'Adds a tool to a family: its file, its test and its line in family.ts.',
      arguments: ['FAMILY', 'TOOL'],
      run: ({ arguments: [family, tool] }) => addTool(familyOf(family), tool),
    }),
  },
});

async function addTool(family: FamilyFolder, name: string): Promise<CommandResult> {
  const tool = toolNames(name);
  await refuseTakenName(tool.name);
  const folder = join(family.path, 'tools');
  const place = { tool, family: family.name, ...pathsFrom(folder) };
  const manifest = join(family.path, 'family.ts');
  const written = writeFiles({
    created: {
      [join(folder, `${tool.file}.ts`)]: toolSource(place),
      [join(folder, `${tool.file}.test.ts`)]: toolTest(place),
    },
    changed: {
      [manifest]: addToFamily(readFileSync(manifest, 'utf8'), {
        identifier: tool.identifier,
        path: `./tools/${tool.file}.ts`,
      }),
    },
  });
  return resultOf(written, family.path);
}

function familyOf(name: string): FamilyFolder {
  const families = findFamilies();
  const family = families.find((candidate) => candidate.name === name);
  if (family) return family;
  const suggestion = didYouMean(
    name,
    families.map((candidate) => candidate.name),
  );
  throw new CommandError(
    suggestion
      ? `There is no family "${name}". Did you mean "${suggestion}"?`
      : `There is no family "${name}": make it first with npm run new:family -- ${name}.`,
  );
}

/** Tools share one list, so their names are unique over all families. */
async function refuseTakenName(name: string): Promise<void> {
  const owner = (await loadManifests()).find(({ tools }) => tools.some((tool) => tool.name === name));
  if (owner) throw new CommandError(`The family "${owner.name}" already has a tool "${name}": choose another name.`);
}
