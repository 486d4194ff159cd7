export type TokenType =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof';

export interface Token {
  readonly type: TokenType;
  /** The text of names, data and operators; the content of strings; the digits of numbers. */
  readonly value: string;
  readonly line: number;
}

const DESCRIPTIONS: Partial<Record<TokenType, string>> = {
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  data: 'template data / text',
  eof: 'end of template',
};

/** How errors name a token. */
export function describe({ type, value }: Pick<Token, 'type' | 'value'>): string {
  if (type === 'name' || type === 'operator') return value;
  return DESCRIPTIONS[type] ?? type;
}
