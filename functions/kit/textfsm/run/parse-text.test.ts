import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { templateCase } from '../../../../test/support/textfsm/templates.ts';
import {
  parseTemplate,
  parseText,
  RuleError,
  StepBudget,
  StepBudgetError,
  TemplateError,
  TextRun,
  toDictionaries,
} from '../index.ts';

const template = (...lines: string[]) => parseTemplate(lines.join('\n'));
const records = (lines: readonly string[], text: string) => parseText(template(...lines), text).records;
const RULES = [
  '',
  'Start',
  '  ^a $A -> Record',
  '  ^b $B -> Record',
  '  ^both $A $B -> Record',
  '  ^clear -> Clear',
  '  ^all -> Clearall',
];
const withOptions = (a: string, b: string) => [`Value ${a} (\\S*)`, `Value ${b} (\\S*)`, ...RULES];

describe('options', () => {
  it('Required drops the record, and clears it', () => {
    expect(records(withOptions('A', 'Required B'), 'a 1\nb 2\nboth 3 4')).toEqual([
      ['', '2'],
      ['3', '4'],
    ]);
  });

  it('Filldown keeps a value until Clearall', () => {
    expect(records(withOptions('Filldown A', 'B'), 'a 1\nb 2\nclear\nb 3\nall\nb 4')).toEqual([
      ['1', ''],
      ['1', '2'],
      ['1', '3'],
      ['', '4'],
    ]);
  });

  it('Fillup writes into the records before, up to one that has a value', () => {
    expect(records(withOptions('Fillup A', 'B'), 'a 1\nb 2\nb 3\na 4')).toEqual([
      ['1', ''],
      ['4', '2'],
      ['4', '3'],
      ['4', ''],
    ]);
  });

  it('List collects, with null for groups that took no part', () => {
    const lines = ['Value List A (\\d+)', '', 'Start', '  ^$A$$', '  ^x($A)?$$', '  ^$$ -> Record'];
    expect(records(lines, '1\nx\n2\n\n3')).toEqual([[['1', null, '2']], [['3']]]);
  });

  it('List makes dictionaries of nested groups', () => {
    const lines = ['Value List A ((?P<key>\\w+)=(?P<value>\\w+)?)', '', 'Start', '  ^$A'];
    expect(records(lines, 'a=1\nb=')).toEqual([
      [
        [
          { key: 'a', value: '1' },
          { key: 'b', value: null },
        ],
      ],
    ]);
  });

  it('act in the order in which they are written', () => {
    const lines = (order: string) => [`Value ${order} A (\\d*)`, 'Value B (\\w)', '', 'Start', '  ^$B$A -> Record'];
    expect(records(lines('Required,List'), 'a1\nb')).toEqual([[['1'], 'a']]);
    expect(records(lines('List,Required'), 'a1\nb')).toEqual([
      [['1'], 'a'],
      [[''], 'b'],
    ]);
  });

  it('keep a list over a record, if Filldown is among them', () => {
    const lines = ['Value Filldown,List A (\\d)', '', 'Start', '  ^$A -> Record'];
    expect(records(lines, '1\n2')).toEqual([[['1']], [['1', '2']], [['1', '2']]]);
  });
});

describe('actions', () => {
  it('Continue goes on with the rules below, on the same line', () => {
    const lines = ['Value A (\\d)', 'Value B (\\w)', '', 'Start', '  ^$A -> Continue', '  ^.$B -> Record'];
    expect(records(lines, '1a\n2b')).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ]);
  });

  it('Error stops with its message, and names both lines', () => {
    const failing = template('Value A (\\d)', '', 'Start', '  ^bad -> Error "no such command"', '  ^worse -> Error');
    expect(() => parseText(failing, 'ok\nbad one')).toThrow(
      expect.objectContaining({
        name: 'RuleError',
        ruleMessage: 'no such command',
        ruleLine: 4,
        textLine: 2,
        text: 'bad one',
      }),
    );
    expect(() => parseText(failing, 'worse')).toThrow(RuleError);
    expect(() => parseText(failing, 'worse')).not.toThrow(/worse/);
  });

  it('a record without any value is not kept, one of an empty text is', () => {
    const lines = ['Value A (\\d*)', '', 'Start', '  ^x -> Record', '  ^y$A -> Record'];
    expect(records(lines, 'x\ny')).toEqual([['']]);
  });
});

describe('the end of a text', () => {
  const lines = ['Value A (\\d)', '', 'Start', '  ^$A', '  ^end -> End', '  ^eof -> EOF'];
  it('records what is left', () => expect(records(lines, '1')).toEqual([['1']]));
  it('records after EOF, and ignores the lines that follow', () =>
    expect(records(lines, '1\neof\n2')).toEqual([['1']]));
  it('does not record after End', () => expect(records(lines, '1\nend\n2')).toEqual([]));
  it('does not record if the template has the state EOF', () => {
    expect(records([...lines, '', 'EOF'], '1')).toEqual([]);
    expect(records([...lines, '', 'EOF'], '1\neof')).toEqual([]);
  });
});

describe('a text', () => {
  it('may come in parts', () => {
    const run = new TextRun(template('Value A (\\d)', '', 'Start', '  ^$A -> Record'), new StepBudget(1000));
    run.take('1\n2\n');
    run.take('3');
    expect(run.end()).toEqual({ header: ['A'], records: [['1'], ['2'], ['3']] });
  });

  it('has the lines of Python', () => {
    const lines = ['Value A (.*)', '', 'Start', '  ^$A -> Record'];
    expect(records(lines, 'a\vb\x1cc\x85d\u2028e\r\nf\rg\n').flat()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('gives dictionaries too', () => {
    const table = parseText(template('Value A (.)', '', 'Start', '  ^$A -> Record'), 'x');
    expect(toDictionaries(table)).toEqual([new Map([['A', 'x']])]);
  });
});

describe('any template and text', () => {
  it('end in a table, a refusal, an error of the template or a used-up budget', () => {
    const known = [TemplateError, RuleError, StepBudgetError];
    const anything = fc.record({ template: fc.string({ unit: 'binary' }), text: fc.string({ unit: 'binary' }) });
    const longer = templateCase.map(({ template: source, text }) => ({ template: source, text: text.repeat(20) }));
    fc.assert(
      fc.property(fc.oneof(anything, longer), ({ template: source, text }) => {
        try {
          parseText(parseTemplate(source), text, { budget: new StepBudget(50_000) });
        } catch (error) {
          expect(known.some((kind) => error instanceof kind)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('cannot fill the memory with lists that each record copies', () => {
    const growing = template('Value Filldown,List A (.)', '', 'Start', '  ^$A -> Record');
    expect(() => parseText(growing, 'x\n'.repeat(100_000))).toThrow(StepBudgetError);
  });
});
