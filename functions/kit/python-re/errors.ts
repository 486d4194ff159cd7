/** Where in a text an index is: lines and columns count from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export function placeOf(text: string, position: number): Place {
  const before = text.slice(0, position);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: position - lineStart + 1 };
}

/** A pattern, flags or replacement that Python's `re` refuses too. */
export class PatternError extends Error {
  /** The pattern or the replacement that is wrong. */
  readonly pattern: string;
  /** Index into `pattern`, in UTF-16 code units, from 0. */
  readonly position: number;
  readonly line: number;
  readonly column: number;

  constructor(reason: string, pattern: string, position: number) {
    const { line, column } = placeOf(pattern, position);
    super(`${reason} at position ${position} (line ${line}, column ${column})`);
    this.name = 'PatternError';
    this.pattern = pattern;
    this.position = position;
    this.line = line;
    this.column = column;
  }
}

/** A match that took more steps, or kept more ways to go back, than it was allowed. The pattern is the cause, not the text alone. */
export class StepBudgetError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'StepBudgetError';
  }
}
