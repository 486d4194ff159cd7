/** Kinds of errors, by the names that Jinja and Python have for them; BudgetError and ContextError are of this engine alone. */
export type ErrorKind =
  | 'TemplateSyntaxError'
  | 'TemplateAssertionError'
  | 'TemplateNotFound'
  | 'TemplatesNotFound'
  | 'TemplateRuntimeError'
  | 'UndefinedError'
  | 'SecurityError'
  | 'FilterArgumentError'
  | 'TypeError'
  | 'ValueError'
  | 'KeyError'
  | 'IndexError'
  | 'ZeroDivisionError'
  | 'OverflowError'
  | 'AssertionError'
  | 'RuntimeError'
  | 'AttributeError'
  | 'StopIteration'
  | 'PatternError'
  | 'BudgetError'
  | 'ContextError';

/** The place of an error in a template. */
export interface Place {
  /** Name of the template; undefined for a template without a name. */
  readonly template: string | undefined;
  /** Line, counted from 1. */
  readonly line: number;
}

/**
 * The one error that this package throws. `kind` says what went wrong, `place` where, and `subject` is the name that it
 * is about: of a variable, attribute, filter, test, block or template.
 */
export class JinjaError extends Error {
  override readonly name = 'JinjaError';
  readonly kind: ErrorKind;
  readonly subject: string | undefined;
  /** What went wrong, without the place. */
  readonly reason: string;
  #place: Place | undefined;

  constructor(kind: ErrorKind, reason: string, options: { subject?: string; place?: Place } = {}) {
    super(reason);
    this.kind = kind;
    this.reason = reason;
    this.subject = options.subject;
    if (options.place) this.locate(options.place);
  }

  get place(): Place | undefined {
    return this.#place;
  }

  /** Adds the place, unless a place further inside has been added before. */
  locate(place: Place): void {
    if (this.#place) return;
    this.#place = place;
    this.message = `${this.kind}: ${this.reason} (${place.template ?? 'template'}, line ${place.line})`;
  }
}

export const typeError = (reason: string) => new JinjaError('TypeError', reason);
export const valueError = (reason: string) => new JinjaError('ValueError', reason);

/** Whether a thrown value is an error of one of the kinds. */
export const isKind = (error: unknown, ...kinds: ErrorKind[]): error is JinjaError =>
  error instanceof JinjaError && kinds.includes(error.kind);
