/**
 * Adds a tool to a family: its file, its test and its line in family.ts.
 *
 *     npm run new:tool -- kyc verify_gstin
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../../functions/core/errors/suggest.ts';
import { type FamilyFolder, findFamilies, loadManifests } from '../../lib/families.ts';
import { addToFamily } from './add-to-family.ts';
import { toolNames } from './names.ts';
import { pathsFrom } from './paths.ts';
import { runCommand } from './run-command.ts';
import { ScaffoldError } from './scaffold-error.ts';
import { toolSource, toolTest } from './tool-template.ts';
import { shown, writeFiles } from './write-files.ts';

await runCommand(async () => {
  const [familyArgument, toolArgument, ...rest] = process.argv.slice(2);
  if (familyArgument === undefined || toolArgument === undefined || rest.length > 0) {
    throw new ScaffoldError('Name a family and a tool: npm run new:tool -- <family> <tool>.');
  }
  const tool = toolNames(toolArgument);
  const family = familyOf(familyArgument);
  await refuseTakenName(tool.name);

  const folder = join(family.path, 'tools');
  const place = { tool, family: family.name, ...pathsFrom(folder) };
  const manifest = join(family.path, 'family.ts');
  writeFiles({
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
  console.log(`Try it: npm run test:unit -- ${shown(family.path)}, then npm start.`);
});

function familyOf(name: string): FamilyFolder {
  const families = findFamilies();
  const family = families.find((candidate) => candidate.name === name);
  if (family) return family;
  const suggestion = didYouMean(
    name,
    families.map((candidate) => candidate.name),
  );
  throw new ScaffoldError(
    suggestion
      ? `There is no family "${name}". Did you mean "${suggestion}"?`
      : `There is no family "${name}": make it first with npm run new:family -- ${name}.`,
  );
}

/** Tools share one list, so their names are unique over all families. */
async function refuseTakenName(name: string): Promise<void> {
  const owner = (await loadManifests()).find(({ tools }) => tools.some((tool) => tool.name === name));
  if (owner) throw new ScaffoldError(`The family "${owner.name}" already has a tool "${name}": choose another name.`);
}
