import { compile } from '../../python-re/index.ts';
import type { LineAction, RecordAction } from './template.ts';

/** What follows "->" in a rule. */
export interface Action {
  readonly lineAction: LineAction;
  readonly recordAction: RecordAction;
  /** A state, or the message of an Error, with or without quotes; may be empty. */
  readonly target: string;
}

export const LINE_ACTIONS: readonly LineAction[] = ['Continue', 'Next', 'Error'];
export const RECORD_ACTIONS: readonly RecordAction[] = ['Clear', 'Clearall', 'Record', 'NoRecord'];

const LINE = `(?P<line>${LINE_ACTIONS.join('|')})`;
const RECORD = `(?P<record>${RECORD_ACTIONS.join('|')})`;
const TARGET = String.raw`(?P<target>\w+|".*")`;

/** `Next.Record State`, `Record State` and `State`: the first that matches counts. */
const FORMS = [
  `\\s+${LINE}(\\.${RECORD})?(\\s+${TARGET})?$`,
  `\\s+${RECORD}(\\s+${TARGET})?$`,
  `(\\s+${TARGET})?$`,
].map((form) => compile(form));

/** Parses an action; undefined if the text is not an action. */
export function parseAction(text: string): Action | undefined {
  for (const form of FORMS) {
    const match = form.match(text);
    if (!match) continue;
    const groups = match.namedGroups();
    const lineAction = LINE_ACTIONS.find((action) => action === groups.get('line'));
    const recordAction = RECORD_ACTIONS.find((action) => action === groups.get('record'));
    return {
      lineAction: lineAction ?? 'Next',
      recordAction: recordAction ?? 'NoRecord',
      target: groups.get('target') ?? '',
    };
  }
  return undefined;
}
