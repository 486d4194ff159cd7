/** A place in a template or an index: both count from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A template that is no TextFSM template. */
export class TemplateError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(reason: string, { line, column }: Place) {
    super(`${reason} (line ${line}, column ${column})`);
    this.name = 'TemplateError';
    this.line = line;
    this.column = column;
  }
}

/** The template's own "Error" action: the text is not what the template is for. */
export class RuleError extends Error {
  /** The message that the rule gives, without its quotes; empty if it gives none. */
  readonly ruleMessage: string;
  /** Line of the template that the rule is on, from 1. */
  readonly ruleLine: number;
  /** Line of the text that the rule matched, from 1. */
  readonly textLine: number;
  /** That line. It comes from a device: untrusted, and possibly secret. */
  readonly text: string;

  constructor(rule: { readonly message: string; readonly line: number }, textLine: number, text: string) {
    const reason = rule.message === '' ? '' : `: ${rule.message}`;
    super(`The rule on line ${rule.line} of the template refuses line ${textLine} of the text${reason}`);
    this.name = 'RuleError';
    this.ruleMessage = rule.message;
    this.ruleLine = rule.line;
    this.textLine = textLine;
    this.text = text;
  }
}

/** An index of templates that is wrong, or that has nothing for a command. */
export class TemplateIndexError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'TemplateIndexError';
  }
}
