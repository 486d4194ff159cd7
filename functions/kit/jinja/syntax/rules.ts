import { SPACE } from '../values/characters.ts';
import type { SyntaxOptions } from './options.ts';

/** What opens something inside of data. */
export type Opening = 'raw' | 'comment' | 'block' | 'variable' | 'line_statement' | 'line_comment';

/** Patterns of a syntax. Those that read a token are sticky; those that look for the next one are not. */
export interface Rules {
  /** Finds the next opening; named groups say which, `sign` is the `-` or `+` behind it. */
  readonly opening: RegExp;
  readonly commentEnd: RegExp;
  readonly rawEnd: RegExp;
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  readonly lineStatementEnd: RegExp;
  readonly lineEnd: RegExp;
}

const quoted = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const S = `[${SPACE}]`;

export function rulesOf(options: SyntaxOptions): Rules {
  const blockStart = quoted(options.blockStart);
  const blockEnd = quoted(options.blockEnd);
  const commentEnd = quoted(options.commentEnd);
  const variableEnd = quoted(options.variableEnd);
  const trim = options.trimBlocks ? '\\n?' : '';
  const closing = (end: string) => `(?:\\+${end}|-${end}${S}*|${end}${trim})`;
  return {
    opening: new RegExp(openings(options).join('|'), 'gmu'),
    commentEnd: new RegExp(closing(commentEnd), 'gu'),
    rawEnd: new RegExp(`${blockStart}(?<sign>[-+]?)${S}*endraw${S}*${closing(blockEnd)}`, 'gu'),
    blockEnd: new RegExp(closing(blockEnd), 'yu'),
    variableEnd: new RegExp(`-${variableEnd}${S}*|${variableEnd}`, 'yu'),
    lineStatementEnd: new RegExp(`${S}*(?:\\n|$)`, 'yu'),
    lineEnd: /$/gmu,
  };
}

/** Alternatives in the order in which they are tried: raw first, then longer openings before shorter ones. */
function openings(options: SyntaxOptions): string[] {
  const blockStart = quoted(options.blockStart);
  const blockEnd = quoted(options.blockEnd);
  const sign = (name: Opening) => `(?<${name}_sign>[-+]?)`;
  const raw = `(?<raw>${blockStart}${sign('raw')}${S}*raw${S}*(?:-${blockEnd}${S}*|${blockEnd}))`;
  const plain: { name: Opening; length: number; token: string; pattern: string }[] = [
    {
      name: 'comment',
      length: options.commentStart.length,
      token: 'comment_begin',
      pattern: quoted(options.commentStart),
    },
    { name: 'block', length: options.blockStart.length, token: 'block_begin', pattern: blockStart },
    {
      name: 'variable',
      length: options.variableStart.length,
      token: 'variable_begin',
      pattern: quoted(options.variableStart),
    },
  ];
  const { lineStatementPrefix, lineCommentPrefix } = options;
  if (lineStatementPrefix !== undefined) {
    const pattern = `^[ \\t\\v]*${quoted(lineStatementPrefix)}`;
    plain.push({ name: 'line_statement', length: lineStatementPrefix.length, token: 'linestatement_begin', pattern });
  }
  if (lineCommentPrefix !== undefined) {
    const pattern = `(?:^|(?<=\\S))[^\\S\\r\\n]*${quoted(lineCommentPrefix)}`;
    plain.push({ name: 'line_comment', length: lineCommentPrefix.length, token: 'linecomment_begin', pattern });
  }
  plain.sort((a, b) => b.length - a.length || (a.token < b.token ? 1 : -1));
  return [raw, ...plain.map(({ name, pattern }) => `(?<${name}>${pattern}${sign(name)})`)];
}
