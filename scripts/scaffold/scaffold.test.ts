import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import config from '../../jest.config.ts';
import { PROJECT_ROOT } from '../../lib/families.ts';

/** Files that the commands and the generated code need: unfinished work in other folders does not reach the copy. */
const COPIED = [
  'package.json',
  'tsconfig.json',
  'biome.json',
  '.gitignore',
  'schemas',
  'functions/core',
  'functions/platform',
  'functions/kit',
  'functions/families/platform',
  'lib/families.ts',
  ...['command', 'command-error', 'help', 'read-arguments', 'run-program'].map((name) => `scripts/command/${name}.ts`),
  'scripts/scaffold',
  ...['jest-api', 'jest-globals', 'timeout'].map((name) => `scripts/test/${name}.ts`),
  'test/support/test-call.ts',
];

/** The unit project, for families alone. */
const JEST = { ...config.projects[0], testPathIgnorePatterns: [], roots: ['<rootDir>/functions/families'] };

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'manifold-scaffold-'));
  const withoutTests = (source: string) => !source.endsWith('.test.ts');
  for (const path of COPIED) {
    cpSync(join(PROJECT_ROOT, path), join(copy, path), { recursive: true, filter: withoutTests });
  }
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(...command: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: copy, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
const newFamily = (...args: string[]) => run('scripts/scaffold/new-family.ts', ...args);
const newTool = (...args: string[]) => run('scripts/scaffold/new-tool.ts', ...args);

describe('npm run new:family and new:tool', () => {
  beforeAll(() => {
    expect(newFamily('weather').output).toContain('created  functions/families/weather/family.ts');
    expect(newTool('weather', 'daily_forecast').output).toContain('changed  functions/families/weather/family.ts');
    expect(newTool('platform', 'delete')).toMatchObject({ status: 0 });
  });

  it('put the tools into the manifest of the family', () => {
    expect(readFileSync(join(copy, 'functions/families/weather/family.ts'), 'utf8')).toContain(
      'tools: [weatherEcho, dailyForecast]',
    );
  });

  it.each([
    ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
    [
      'lint and format',
      ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', 'functions/families'],
    ],
    ['tests', ['node_modules/jest/bin/jest.js', '--config', JSON.stringify(JEST)]],
  ])('write files that pass the check of %s unedited', (_what, command) => {
    expect(run(...command)).toMatchObject({ status: 0 });
  });

  it.each([
    [['wether', 'daily'], 'There is no family "wether". Did you mean "weather"?'],
    [['banking', 'daily'], 'There is no family "banking": make it first with npm run new:family -- banking.'],
    [['weather', 'daily-forecast'], '"daily-forecast" is not a name for a tool'],
    [['platform', 'daily_forecast'], 'The family "weather" already has a tool "daily_forecast": choose another name.'],
  ])('refuse new:tool %j in one sentence', (args, sentence) => {
    const { status, output } = newTool(...args);
    expect(status).toBe(1);
    expect(output.trim().split('\n')).toEqual([expect.stringContaining(sentence)]);
  });

  it('name an argument that is missing and end with 2', () => {
    expect(newTool('weather')).toMatchObject({ status: 2, output: expect.stringMatching(/^TOOL is missing\./) });
    expect(newFamily()).toMatchObject({ status: 2, output: expect.stringMatching(/^FAMILY is missing\./) });
  });

  it.each([
    [['weather'], 'There is already a family "weather": add a tool with npm run new:tool -- weather <tool>.'],
    [['Big Weather'], '"Big Weather" is not a name for a family'],
  ])('refuse new:family %j in one sentence', (args, sentence) => {
    const { status, output } = newFamily(...args);
    expect(status).toBe(1);
    expect(output.trim().split('\n')).toEqual([expect.stringContaining(sentence)]);
  });

  it('write no file if one of the new files already exists', () => {
    const family = join(copy, 'functions/families/weather');
    const manifest = readFileSync(join(family, 'family.ts'), 'utf8');
    writeFileSync(join(family, 'tools/tide-table.ts'), 'mine');
    expect(newTool('weather', 'tide_table').output.trim()).toBe(
      'functions/families/weather/tools/tide-table.ts already exists: choose another name.',
    );
    expect(readFileSync(join(family, 'tools/tide-table.ts'), 'utf8')).toBe('mine');
    expect(readFileSync(join(family, 'family.ts'), 'utf8')).toBe(manifest);
  });
});
