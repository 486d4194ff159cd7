import { describe, expect, it } from '@jest/globals';
import { parseTemplate, TemplateError } from '../index.ts';

const template = (...lines: string[]) => parseTemplate(lines.join('\n'));

describe('a template', () => {
  it('has values with options, and states with rules', () => {
    const { values, states } = template(
      '# A comment.',
      'Value Required,List NAME (\\w+)',
      'Value TEXT (a (b) c)',
      '',
      'Start',
      '  # Another one.',
      ' ^$NAME\\s$TEXT$$ -> Continue.Record',
      '\t^end -> Next.Clear Other',
      '  ^bad -> Error "no \\d"',
      '',
      'Other',
      '',
      'EOF',
      '',
      'End',
    );
    expect(values.map(({ name, options, regex }) => ({ name, options, regex }))).toEqual([
      { name: 'NAME', options: ['Required', 'List'], regex: '(\\w+)' },
      { name: 'TEXT', options: [], regex: '(a (b) c)' },
    ]);
    expect([...states.keys()]).toEqual(['Start', 'Other', 'EOF']);
    expect(states.get('Start')).toMatchObject([
      {
        line: 7,
        lineAction: 'Continue',
        recordAction: 'Record',
        pattern: { pattern: '^(?P<NAME>\\w+)\\s(?P<TEXT>a (b) c)$' },
        assignments: [
          { group: 'NAME', value: 0 },
          { group: 'TEXT', value: 1 },
        ],
      },
      { line: 8, lineAction: 'Next', recordAction: 'Clear', nextState: 'Other' },
      { line: 9, lineAction: 'Error', message: 'no \\d', nextState: undefined },
    ]);
  });

  it('splits a rule at its last arrow, and keeps a second white space before it in the regex', () => {
    const [first, second] =
      template('Value A (.)', '', 'Start', ' ^a -> b  -> Record', ' ^a->b').states.get('Start') ?? [];
    expect(first).toMatchObject({ pattern: { pattern: '^a -> b ' }, recordAction: 'Record' });
    expect(second).toMatchObject({ pattern: { pattern: '^a->b' }, recordAction: 'NoRecord' });
  });

  it('takes any line ends of files', () => {
    expect(template('Value A (.)\r\n\r\nStart\r\n ^$A').states.get('Start')).toHaveLength(1);
  });
});

describe('a template is refused at its line and column', () => {
  const VALUE = 'Value A (\\d+)';
  it.each([
    ['that does not begin with values', ['Start', ' ^a'], 1, 1],
    ['that has no Start', [VALUE, '', 'Other'], 1, 1],
    ['without a blank line after the values', [VALUE, 'Start'], 2, 1],
    ['with a value of two words', ['Value A'], 1, 8],
    ['with an unknown option', ['Value Key,list A (.)'], 1, 11],
    ['with an option twice', ['Value Key,Key A (.)'], 1, 11],
    ['with a value twice', [VALUE, VALUE], 2, 1],
    ['with a name that is too long', [`Value ${'A'.repeat(49)} (.)`], 1, 7],
    ['with a regex outside of parentheses', ['Value Key A .'], 1, 13],
    ['with a regex whose end is escaped', ['Value A (.\\)'], 1, 9],
    ['with a wrong regex of a value', ['Value Key A (a[b)'], 1, 15],
    ['with a state that is an action', [VALUE, '', 'Record'], 3, 1],
    ['with a state of odd letters', [VALUE, '', 'Start-2'], 3, 1],
    ['with a state twice', [VALUE, '', 'Start', '', 'Start'], 5, 1],
    ['with rules in End', [VALUE, '', 'Start', '', 'End', ' ^a'], 6, 1],
    ['with a rule that three spaces indent', [VALUE, '', 'Start', '   ^a'], 4, 1],
    ['with a rule without "^"', [VALUE, '', 'Start', '  a'], 4, 1],
    ['with a wrong regex of a rule', [VALUE, '', 'Start', '  ^a(b'], 4, 5],
    ['with a wrong regex behind a value', [VALUE, '', 'Start', '  ^$A+?+'], 4, 8],
    ['with a value twice in a rule', [VALUE, '', 'Start', '  ^$A$A'], 4, 6],
    ['with an unknown value', [VALUE, '', 'Start', '  ^x$B'], 4, 5],
    ['with a lone dollar', [VALUE, '', 'Start', '  ^a$'], 4, 5],
    ['with a wrong action', [VALUE, '', 'Start', '  ^a -> Record.Next'], 4, 8],
    ['with Continue and a state', [VALUE, '', 'Start', '  ^a -> Continue Start'], 4, 18],
    ['with a message without Error', [VALUE, '', 'Start', '  ^a -> Record "b"'], 4, 16],
    ['with an unknown state', [VALUE, '', 'Start', '  ^a -> Nowhere'], 4, 1],
  ])('%s', (_, lines, line, column) => {
    expect(() => template(...lines)).toThrow(TemplateError);
    expect(() => template(...lines)).toThrow(expect.objectContaining({ line, column }));
  });
});
