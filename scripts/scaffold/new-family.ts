/**
 * Makes a family: manifest, handler, a first tool, and tests. Nothing else has to know of it.
 *
 *     npm run new:family -- weather
 */
import { join } from 'node:path';
import { findFamilies, PROJECT_ROOT } from '../../lib/families.ts';
import { familySource, familyTest, handlerSource } from './family-template.ts';
import { familyName, toolNames } from './names.ts';
import { pathsFrom } from './paths.ts';
import { runCommand } from './run-command.ts';
import { ScaffoldError } from './scaffold-error.ts';
import { toolSource, toolTest } from './tool-template.ts';
import { shown, writeFiles } from './write-files.ts';

await runCommand(() => {
  const [argument, ...rest] = process.argv.slice(2);
  if (argument === undefined || rest.length > 0) {
    throw new ScaffoldError('Name one family: npm run new:family -- <family>.');
  }
  const family = familyName(argument);
  if (findFamilies().some(({ name }) => name === family)) {
    throw new ScaffoldError(
      `There is already a family "${family}": add a tool with npm run new:tool -- ${family} <tool>.`,
    );
  }
  const folder = join(PROJECT_ROOT, 'functions/families', family);
  const tools = join(folder, 'tools');
  const tool = toolNames(`${family.replaceAll('-', '_')}_echo`);
  const place = { family, tool, ...pathsFrom(folder) };
  const toolPlace = { family, tool, ...pathsFrom(tools) };
  writeFiles({
    created: {
      [join(folder, 'family.ts')]: familySource(place),
      [join(folder, 'handler.ts')]: handlerSource(place),
      [join(folder, 'family.test.ts')]: familyTest(place),
      [join(tools, `${tool.file}.ts`)]: toolSource(toolPlace),
      [join(tools, `${tool.file}.test.ts`)]: toolTest(toolPlace),
    },
    changed: {},
  });
  console.log(`Try it: npm run test:unit -- ${shown(folder)}, then npm start.`);
});
