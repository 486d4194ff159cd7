import { type CommandParser, parseText, RuleError } from '../../functions/kit/textfsm/index.ts';
import type { CorpusCase } from './corpus.ts';

/** Lines that were parsed, and the processor time in seconds. */
export interface Speed {
  readonly lines: number;
  readonly seconds: number;
}

export const linesPerSecond = ({ lines, seconds }: Speed): number => Math.round(lines / seconds);

/** Parses all texts with their templates; parsing the templates is not timed. */
export function measureSpeed(parser: CommandParser, cases: readonly CorpusCase[]): Speed {
  let lines = 0;
  let seconds = 0;
  for (const { platform, command, text } of cases) {
    const names = parser.templatesFor({ Platform: platform, Command: command }) ?? [];
    for (const template of names.map((name) => parser.template(name))) {
      const since = process.cpuUsage();
      try {
        parseText(template, text);
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
      }
      const { user, system } = process.cpuUsage(since);
      seconds += (user + system) / 1_000_000;
      lines += text.split('\n').length - 1;
    }
  }
  return { lines, seconds };
}
