import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';
import { tidy } from '../../../core/input/normal-form.ts';

export interface PersonName {
  description: string;
  /** Least number of characters, blanks and invisible marks not counted. */
  least: number;
}

/** Name of a person; `execute` sees it with tidy blanks and without invisible marks. */
export const personNameField = ({ description, least }: PersonName) =>
  z
    .string()
    .min(least)
    .max(100)
    .meta({ description, examples: ['John Ronald Doe'], ...textKind('name') })
    .transform((text, context) => {
      const name = tidy(text);
      if (name.length >= least) return name;
      context.addIssue({ code: 'custom', message: `expected at least ${least} visible characters` });
      return z.NEVER;
    });
