import type { Pattern } from '../../python-re/index.ts';

export const OPTIONS = ['Required', 'Filldown', 'Fillup', 'Key', 'List'] as const;
export type Option = (typeof OPTIONS)[number];

/** A column of the table. */
export interface Value {
  readonly name: string;
  /** In the order in which they are written, which is the order in which they act. */
  readonly options: readonly Option[];
  /** As it is written, with its parentheses. */
  readonly regex: string;
  /** What rules put in for `${NAME}`: the regex as a named group. */
  readonly group: string;
  /** Named groups inside the regex of a List, which make dictionaries of its items; undefined without named groups. */
  readonly nested: Pattern | undefined;
}

export type LineAction = 'Next' | 'Continue' | 'Error';
export type RecordAction = 'NoRecord' | 'Record' | 'Clear' | 'Clearall';

/** Which group of a rule's match is which value. */
export interface Assignment {
  readonly group: string;
  /** Index into the values. */
  readonly value: number;
}

export interface Rule {
  /** Line of the template, from 1. */
  readonly line: number;
  readonly pattern: Pattern;
  readonly assignments: readonly Assignment[];
  readonly lineAction: LineAction;
  readonly recordAction: RecordAction;
  /** State to go on in; undefined for the same. */
  readonly nextState: string | undefined;
  /** Message of an Error action; may be empty. */
  readonly message: string;
}

/** A parsed template. It holds no state of a text: one template serves any number of texts. */
export interface Template {
  readonly values: readonly Value[];
  /** Rules by state, in the order of the template. "End" is not among them; "EOF" is, if the template has it. */
  readonly states: ReadonlyMap<string, readonly Rule[]>;
}

export const FIRST_STATE = 'Start';
/** Leaves without a last record. */
export const END_STATE = 'End';
/** Leaves; a template that has this state leaves out the last record. */
export const EOF_STATE = 'EOF';
export const LONGEST_NAME = 48;
