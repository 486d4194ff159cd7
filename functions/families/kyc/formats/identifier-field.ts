import * as z from 'zod';
import { type TextKind, textKind } from '../../../../schemas/text-kind.ts';
import { asWritten } from './as-written.ts';
import { compact } from './compact.ts';

export interface IdentifierFormat {
  /** Name of the field for people and models. */
  description: string;
  /** A value that the provider documents, or an obviously invented one. */
  example: string;
  /** Form of the normalised value, as words that complete "expected …". */
  expected: string;
  pattern: RegExp;
  /** Pattern of what `normalise` reads, if that is more than `compact`; front checks it with the other arguments. */
  written?: string;
  kind?: TextKind;
  normalise?(text: string): string;
}

/** No identifier of this family is longer, however it is written. */
const MAX_LENGTH = 64;

/** A text field that is normalised first and then held to its pattern; `execute` gets the normalised value. */
export function identifierField(format: IdentifierFormat) {
  const { description, example, expected, pattern, kind = 'identifier', normalise = compact } = format;
  return z
    .string()
    .min(1)
    .max(MAX_LENGTH)
    .meta({
      description: `${description}: ${expected}.`,
      examples: [example],
      pattern: format.written ?? asWritten(pattern),
      ...textKind(kind),
    })
    .transform((text, context) => {
      const value = normalise(text);
      if (pattern.test(value)) return value;
      context.addIssue({ code: 'custom', message: `expected ${expected}` });
      return z.NEVER;
    });
}
