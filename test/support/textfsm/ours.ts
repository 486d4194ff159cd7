import { parseTemplate, parseText, RuleError, TemplateError } from '../../../functions/kit/textfsm/index.ts';

export interface TemplateCase {
  readonly template: string;
  readonly text: string;
}

/** Result of a case, as `oracle.py` gives it. */
export function runCase({ template, text }: TemplateCase): unknown {
  try {
    return parseText(parseTemplate(template), text);
  } catch (error) {
    if (error instanceof TemplateError) return { refused: true };
    if (error instanceof RuleError) return { error: true };
    throw error;
  }
}
