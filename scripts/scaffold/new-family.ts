/**
 * Makes a family: manifest, handler, a first tool, and tests. No other file has to name the family.
 *
 *     npm run new:family -- weather
 */
import { join } from 'node:path';
import { findFamilies, PROJECT_ROOT } from '../../lib/families.ts';
import { type CommandResult, command } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';
import { runProgram } from '../command/run-program.ts';
import { familySource, familyTest, handlerSource } from './family-template.ts';
import { familyName, toolNames } from './names.ts';
import { pathsFrom } from './paths.ts';
import { toolSource, toolTest } from './tool-template.ts';
import { resultOf, writeFiles } from './write-files.ts';

await runProgram({
  name: 'new:family',
  about: 'The family works at once, and no other file has to name it.',
  commands: {
    '': command({
      about: 'Makes a family: manifest, handler, a first tool, and tests.',
      arguments: ['FAMILY'],
      run: ({ arguments: [name] }) => makeFamily(familyName(name)),
    }),
  },
});

function makeFamily(family: string): CommandResult {
  if (findFamilies().some(({ name }) => name === family)) {
    throw new CommandError(
      `There is already a family "${family}": add a tool with npm run new:tool -- ${family} <tool>.`,
    );
  }
  const folder = join(PROJECT_ROOT, 'functions/families', family);
  const tools = join(folder, 'tools');
  const tool = toolNames(`${family.replaceAll('-', '_')}_echo`);
  const place = { family, tool, ...pathsFrom(folder) };
  const toolPlace = { family, tool, ...pathsFrom(tools) };
  const written = writeFiles({
    created: {
      [join(folder, 'family.ts')]: familySource(place),
      [join(folder, 'handler.ts')]: handlerSource(place),
      [join(folder, 'family.test.ts')]: familyTest(place),
      [join(tools, `${tool.file}.ts`)]: toolSource(toolPlace),
      [join(tools, `${tool.file}.test.ts`)]: toolTest(toolPlace),
    },
    changed: {},
  });
  return resultOf(written, folder);
}
