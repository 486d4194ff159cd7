import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** Tokens are counted with the tokenizer of OpenAI's models since 2024; those of other providers differ by up to a fifth. */
export const TOKENIZER = 'o200k_base';

/** Names of control tokens are counted as ordinary text. */
export const countOfTokens = (text: string): number =>
  countTokens(text, { allowedSpecial: new Set(), disallowedSpecial: new Set() });
