import { describe, expect, it } from '@jest/globals';
import { command, type Program } from './command.ts';
import { CommandError } from './command-error.ts';
import { ending } from './run-program.ts';

const DATA = {
  table: { type: 'text', value: 'NAME', help: 'table of a deployed stage' },
  state: { type: 'text', value: 'DIR', default: '.manifold', help: 'state of the local cloud' },
} as const;

const SHELVES: Program = {
  name: 'shelves',
  about: 'Shelves of an invented library.',
  commands: {
    list: command({
      about: 'Lists the shelves.',
      options: { ...DATA, last: { type: 'number', default: 10, help: 'how many' } },
      run: ({ options }) => ({ text: `${options.last} of ${options.table ?? options.state}`, data: options }),
    }),
    move: command({
      about: 'Moves books.',
      options: {
        ...DATA,
        label: { type: 'text', required: true, help: 'label of the move' },
        size: { type: 'text', choices: ['small', 'large'], default: 'small', help: 'size of the shelf' },
        tag: { type: 'text', many: true, help: 'tag' },
        fast: { type: 'flag', help: 'moves at once' },
        on: { type: 'day', help: 'day of the move' },
      },
      arguments: ['SHELF', 'BOOK...'],
      run: ({ options: { label, size, tag, fast }, arguments: [shelf, books] }) =>
        JSON.stringify([label, size, tag, fast, shelf, books]),
    }),
    check: command({
      about: 'Checks the shelves.',
      arguments: ['[SHELF]'],
      run: ({ arguments: [shelf] }) => {
        if (shelf === 'burnt') throw new CommandError('The shelf has burnt.');
        return { text: 'A book is missing.', exitCode: 1 };
      },
    }),
  },
};

const run = (line: string) => ending(SHELVES, line.split(' ').filter(Boolean));

describe('a command', () => {
  it('gets its options and arguments, with defaults for those that are absent', async () => {
    expect(await run('list')).toEqual({ stdout: '10 of .manifold', stderr: '', exitCode: 0 });
    expect((await run('--table other list --last=3')).stdout).toBe('3 of other');
    expect((await run('move a b c --label x --tag 1 --tag 2 --fast --size large')).stdout).toBe(
      '["x","large",["1","2"],true,"a",["b","c"]]',
    );
  });

  it('prints its data with --json, or else its sentence as the message', async () => {
    expect(JSON.parse((await run('list --json')).stdout)).toEqual({ last: 10, state: '.manifold' });
    expect(JSON.parse((await run('check --json')).stdout)).toEqual({ message: 'A book is missing.' });
  });

  it('ends with 1 if what it checks does not hold, or if it fails', async () => {
    expect(await run('check')).toEqual({ stdout: 'A book is missing.', stderr: '', exitCode: 1 });
    expect(await run('check burnt')).toEqual({ stdout: '', stderr: 'The shelf has burnt.', exitCode: 1 });
  });
});

describe('the arguments of a command', () => {
  it.each([
    ['', 'Name a command: list, move, check.'],
    ['lits', 'There is no command "lits": take one of list, move, check. Did you mean "list"?'],
    ['list --tabel x', 'There is no option --tabel. Did you mean --table?'],
    ['list --colour red', 'There is no option --colour.'],
    ['list --table', '--table needs a value: --table NAME.'],
    ['list --table= ', '--table needs a value: --table NAME.'],
    [
      'list --table --json',
      '--table needs a value: --table NAME. A value that begins with a hyphen is written --table=--json.',
    ],
    ['list --last 0', '--last takes a whole number, 1 or more, not "0".'],
    ['list --last many', '--last takes a whole number, 1 or more, not "many".'],
    ['list --last 1 --last 2', '--last is given 2 times: give it once.'],
    ['move a b --label x --on 2026-02-30', '--on takes a day such as 2026-11-21, not "2026-02-30".'],
    ['list all', '"all" is one argument too many.'],
    ['move a b', '--label is missing: give --label TEXT.'],
    ['move a --label x', 'BOOK is missing.'],
    ['move a b --label x --size huge', '--size takes one of small, large, not "huge".'],
    ['move a b --label x --fast=yes', '--fast takes no value: leave "=yes" out.'],
  ])('are refused with exit code 2, a sentence and the help: %s', async (line, sentence) => {
    const { stdout, stderr, exitCode } = await run(line);
    expect(stderr.split('\n\n')[0]).toBe(sentence);
    expect(stderr).toContain('npm run shelves -- ');
    expect([stdout, exitCode]).toEqual(['', 2]);
  });
});

describe('the help of a program', () => {
  it('lists every command and option', async () => {
    expect(await run('--help')).toEqual({
      stdout: `npm run shelves -- list
    Lists the shelves.
npm run shelves -- move SHELF BOOK... --label TEXT
    Moves books.
npm run shelves -- check [SHELF]
    Checks the shelves.

  --table NAME        table of a deployed stage (for list, move)
  --state DIR         state of the local cloud (for list, move; default .manifold)
  --last N            how many (for list; default 10)
  --label TEXT        label of the move (for move)
  --size small|large  size of the shelf (for move; default small)
  --tag TEXT          tag (for move; may be given several times)
  --fast              moves at once (for move)
  --on DAY            day of the move (for move)
  --json              prints the result as JSON
  --help              prints this text

Shelves of an invented library.`,
      stderr: '',
      exitCode: 0,
    });
  });

  it('is about one command if that command is named', async () => {
    const { stdout } = await run('list -h');
    expect(stdout).toContain('--last N');
    expect(stdout).not.toContain('move');
  });

  it('is not asked for by a value, or by an argument after --', async () => {
    expect((await run('move a b --label=--help')).stdout).toContain('["--help"');
    expect((await run('check -- --help')).stdout).toBe('A book is missing.');
  });
});

it('a program with one command needs no word for it', async () => {
  const only: Program = {
    name: 'hours',
    about: 'Opening hours.',
    commands: { '': command({ about: 'Says the hours.', options: DATA, run: ({ options }) => options.state }) },
  };
  expect((await ending(only, ['--state', 'x'])).stdout).toBe('x');
  expect((await ending(only, ['--help'])).stdout).toMatch(/^npm run hours\n {4}Says the hours\./);
});

it('a program runs its command without a word if the first argument names no other command', async () => {
  const files: Program = {
    name: 'files',
    about: 'Reads invented files.',
    commands: {
      '': command({
        about: 'Shows a file.',
        options: { ...DATA, short: { type: 'flag', help: 'shows the first line' } },
        arguments: ['FILE'],
        run: ({ arguments: [file] }) => `shown ${file}`,
      }),
      diff: command({ about: 'Compares.', options: DATA, arguments: ['OLD', 'NEW'], run: () => 'compared' }),
    },
  };
  expect((await ending(files, ['a.txt'])).stdout).toBe('shown a.txt');
  expect((await ending(files, ['diff', 'a', 'b'])).stdout).toBe('compared');
  const { stdout } = await ending(files, ['--help']);
  expect(stdout).toContain('npm run files -- FILE\n    Shows a file.\nnpm run files -- diff OLD NEW\n');
  expect(stdout).toContain('--short       shows the first line (for FILE)\n');
});
