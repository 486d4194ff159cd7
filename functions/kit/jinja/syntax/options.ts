/** How templates are written: their delimiters, and what becomes of white space around them. */
export interface SyntaxOptions {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  /** What starts a line that is a statement as a whole. */
  readonly lineStatementPrefix: string | undefined;
  /** What starts a comment up to the end of its line. */
  readonly lineCommentPrefix: string | undefined;
  /** Whether the line end behind a block is dropped. */
  readonly trimBlocks: boolean;
  /** Whether white space between the start of a line and a block is dropped. */
  readonly lstripBlocks: boolean;
  /** Whether a line end at the end of a template stays. */
  readonly keepTrailingNewline: boolean;
  /** What line ends become in the output. */
  readonly newline: '\n' | '\r\n' | '\r';
}

export const DEFAULT_SYNTAX: SyntaxOptions = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  lineStatementPrefix: undefined,
  lineCommentPrefix: undefined,
  trimBlocks: false,
  lstripBlocks: false,
  keepTrailingNewline: false,
  newline: '\n',
};
