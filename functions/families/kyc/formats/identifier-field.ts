import * as z from 'zod';
import type { NormalForm } from '../../../../schemas/normal-form.ts';
import { type TextKind, textKind } from '../../../../schemas/text-kind.ts';
import { inNormalForm } from '../../../core/input/normal-form.ts';
import { asWritten } from './as-written.ts';

export interface IdentifierFormat {
  /** Name of the field for people and models. */
  description: string;
  /** A value that the provider documents, or an obviously invented one. */
  example: string;
  /** Form of the normalised value, as words that complete "expected …". */
  expected: string;
  pattern: RegExp;
  /** Default: an identifier without further rules. */
  form?: NormalForm;
  /** Pattern of the value as people write it, if `form` takes off more than separators; front checks it. */
  written?: string;
  kind?: TextKind;
  /** How the value is written, if that differs from its normal form. */
  normalise?(text: string): string;
}

/** No identifier of this family is longer, however it is written. */
const MAX_LENGTH = 64;

/** A text field that is normalised first and then held to its pattern; `execute` gets the normalised value. */
export function identifierField(format: IdentifierFormat) {
  const { description, example, expected, pattern, form = { form: 'identifier' }, kind = 'identifier' } = format;
  const { normalise = (text: string) => inNormalForm(text, form), written = asWritten(pattern) } = format;
  return z
    .string()
    .min(1)
    .max(MAX_LENGTH)
    .meta({
      description: `${description}: ${expected}.`,
      examples: [example],
      pattern: written,
      ...textKind(kind),
    })
    .transform((text, context) => {
      const value = normalise(text);
      if (pattern.test(value)) return value;
      context.addIssue({ code: 'custom', message: `expected ${expected}` });
      return z.NEVER;
    });
}
