import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CommandParser, expandAbbreviations, parseIndex, readFolder, TemplateIndexError } from '../index.ts';

const HEADER = 'Template, Hostname, Platform, Command';
const TEMPLATES: Record<string, string> = {
  first: 'Value Key ID (\\d+)\nValue NAME (\\w+)\n\nStart\n  ^name $ID $NAME -> Record',
  second: 'Value Key ID (\\d+)\nValue STATE (\\w+)\n\nStart\n  ^state $ID $STATE -> Record',
  keyless: 'Value OTHER (\\w+)\n\nStart\n  ^other $OTHER -> Record',
  lists: 'Value List A (\\d+)\n\nStart\n  ^x$A?',
  wrong: 'Value A',
};
const parser = (...rows: string[]) => new CommandParser([HEADER, ...rows].join('\n'), (name) => TEMPLATES[name]);

describe('an index', () => {
  it('expands abbreviations letter by letter', () => {
    expect(expandAbbreviations('sh[[ow]] ver[[sion]]')).toBe('sh(o(w)?)? ver(s(i(o(n)?)?)?)?');
  });

  it('finds the first row whose patterns match at the start', () => {
    const index = parser('a, .*, ios, sh[[ow]] v', 'b, .*, ios|nxos, sh[[ow]]', 'c, , , ');
    expect(index.templatesFor({ Platform: 'ios', Command: 'sho version' })).toEqual(['a']);
    expect(index.templatesFor({ Platform: 'nxos', Command: 'show version' })).toEqual(['b']);
    expect(index.templatesFor({ Platform: 'junos', Command: 'show version' })).toEqual(['c']);
    expect(index.templatesFor({ Platform: 'ios', Vendor: 'any', Command: 'sh' })).toEqual(['b']);
    expect(parser('a, , ios, x').templatesFor({ Platform: 'my ios', Command: 'x' })).toBeUndefined();
  });

  it('skips comments and blank lines, and says which lines it ignores', () => {
    const index = parseIndex(`# comment\n\n${HEADER} # more\n# row\na, , ios, x\n\na, b\na, , ios, show {1,2}`);
    expect(index.rows.map(({ line }) => line)).toEqual([5]);
    expect(index.ignored).toEqual([7, 8]);
  });

  it('is refused without a column of templates, with a column twice, or with a wrong regex', () => {
    expect(() => parseIndex('Platform, Command')).toThrow(TemplateIndexError);
    expect(() => parseIndex('')).toThrow(TemplateIndexError);
    expect(() => parseIndex('Template, A, A')).toThrow(TemplateIndexError);
    expect(() => parseIndex(`${HEADER}\na, , ios, show (`)).toThrow(/Command on line 2/);
  });
});

describe('the output of a command', () => {
  const text = 'name 1 one\nname 2 two\nname 3 three\nstate 2 up\nstate 1 down\nstate 2 later\nother x\nother y';

  it('is parsed by the template of its row', () => {
    expect(parser('first, , , show').parse(text, { Command: 'show' })).toEqual({
      header: ['ID', 'NAME'],
      records: [
        ['1', 'one'],
        ['2', 'two'],
        ['3', 'three'],
      ],
      templates: ['first'],
    });
  });

  it('is merged from several templates by their keys', () => {
    const table = parser('first:second, , , show').parse(text, { Command: 'show' });
    expect(table.header).toEqual(['ID', 'NAME', 'STATE']);
    expect(table.records).toEqual([
      ['1', 'one', 'down'],
      ['2', 'two', 'up'],
      ['3', 'three', ''],
    ]);
  });

  it('is merged by the order of the records, if there are no keys', () => {
    const table = parser('keyless:lists, , , show').parse(text, { Command: 'show' });
    expect(table).toMatchObject({
      header: ['OTHER', 'A'],
      records: [
        ['x', ''],
        ['y', ''],
      ],
    });
  });

  it('is not merged from templates of which only one has the key', () => {
    expect(() => parser('second:keyless, , , show').parse(text, { Command: 'show' })).toThrow(TemplateIndexError);
  });

  it('has "None" for missing items of lists, as clitable writes them', () => {
    expect(parser('lists, , , show').parse('x1\nx', { Command: 'show' }).records).toEqual([[['1', 'None']]]);
  });

  it('is refused if there is no row, or no such template', () => {
    expect(() => parser('first, , , show').parse('', { Command: 'ping' })).toThrow(/no template for Command "ping"/);
    expect(() => parser('other, , , show').parse('', { Command: 'show' })).toThrow(/"other", which is not there/);
    expect(() => parser('wrong, , , show').parse('', { Command: 'show' })).toThrow(/line 1, column 8/);
  });
});

describe('a folder of templates', () => {
  it('is read from its index, and no file outside of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'textfsm-'));
    try {
      writeFileSync(join(folder, 'index'), `${HEADER}\nfirst.textfsm, , , show\n../index, , , leave\n`);
      writeFileSync(join(folder, 'first.textfsm'), TEMPLATES.first ?? '');
      const found = readFolder(folder);
      expect(found.parse('name 1 one', { Command: 'show' }).records).toEqual([['1', 'one']]);
      expect(() => found.parse('', { Command: 'leave' })).toThrow(TemplateIndexError);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
