import {
  compile,
  escapeText,
  type Match,
  type Pattern,
  PatternError,
  StepBudget,
  StepBudgetError,
} from '../../python-re/index.ts';
import { JinjaError } from '../errors.ts';
import { charge, charged, stepsLeft } from '../meter.ts';
import { parseInteger } from '../values/convert.ts';
import { truth } from '../values/iteration.ts';
import { PyList, PyTuple } from '../values/sequences.ts';
import { bind, signature } from '../values/signature.ts';
import { str } from '../values/text.ts';
import { type Arguments, isText, plain, type Value } from '../values/value.ts';
import { type Filter, filter } from './filter.ts';

/** Steps that one match may take, of those that the render has left. */
const MOST_STEPS = 2_000_000;

/** Runs a match within the limits of the render. */
function matching<T>(run: (budget: StepBudget) => T): T {
  const steps = Math.max(1, Math.min(MOST_STEPS, stepsLeft()));
  const budget = new StepBudget(steps);
  try {
    return run(budget);
  } catch (error) {
    if (error instanceof PatternError) throw new JinjaError('PatternError', error.message, { subject: error.pattern });
    if (error instanceof StepBudgetError)
      throw new JinjaError('BudgetError', `The template was stopped: ${error.message}`);
    throw error;
  } finally {
    charge(steps - Math.max(0, budget.left));
  }
}

function patternOf(pattern: Value, ignoreCase: Value, multiline: Value): Pattern {
  const flags = (truth(ignoreCase) ? 'i' : '') + (truth(multiline) ? 'm' : '');
  if (!isText(pattern)) throw new JinjaError('TypeError', 'first argument must be string or compiled pattern');
  charge(plain(pattern).length);
  return matching(() => compile(plain(pattern), flags));
}

const KEYWORDS = signature('ignorecase? multiline?');

/** `regex_search`: the match, or the groups that are asked for as `\1` and `\g<name>`. */
const search: Filter = (_, value, { positional, keyword }: Arguments) => {
  const [pattern, ...groups] = positional;
  if (pattern === undefined) throw new JinjaError('TypeError', "regex_search() missing a required argument: 'regex'");
  const asked = groups.map(groupName);
  const known = new Map([...keyword].filter(([name]) => KEYWORDS.names.includes(name)));
  const [ignoreCase = false, multiline = false] = bind('regex_search', KEYWORDS, { positional: [], keyword: known });
  const compiled = patternOf(pattern, ignoreCase, multiline);
  const match = matching((budget) => compiled.search(str(value), { budget }));
  if (!match) return null;
  return asked.length === 0 ? match.group(0) : new PyList(asked.map((group) => groupOf(match, group)));
};

function groupName(group: Value): string | number {
  const text = isText(group) ? plain(group) : '';
  const [, name] = /^\\g<(\S+)>/.exec(text) ?? [];
  if (name !== undefined) return name;
  const [, number] = /^\\(\d+)/.exec(text) ?? [];
  if (number !== undefined) return Number(parseInteger(number, 10));
  if (text.startsWith('\\')) throw new JinjaError('AttributeError', `'${text}' names no group`);
  throw new JinjaError('FilterArgumentError', 'Unknown argument');
}

function groupOf(match: Match, group: string | number): string | null {
  try {
    return match.group(group);
  } catch (error) {
    if (error instanceof RangeError) throw new JinjaError('IndexError', 'no such group', { subject: String(group) });
    throw error;
  }
}

/** As in Python, an unknown name of a group is an error of its own. */
function refuseUnknownGroups(replacement: string, { groupNames }: Pattern): void {
  for (const [, name = ''] of replacement.matchAll(/\\g<([^\d>][^>]*)>/g)) {
    if (!groupNames.has(name)) throw new JinjaError('IndexError', `unknown group name '${name}'`, { subject: name });
  }
}

/** What `findall` gives as values: texts, or tuples of groups. */
const foundValue = (found: string | readonly string[]): Value =>
  typeof found === 'string' ? found : new PyTuple(found);

/** Filters on the matcher for Python's `re`, by the names and rules of Ansible. */
export const REGEX_FILTERS: readonly [string, Filter][] = [
  ['regex_search', search],
  [
    'regex_replace',
    filter(
      'regex_replace',
      'pattern? replacement? ignorecase? multiline?',
      (_, value, pattern = '', by = '', ignoreCase = false, multiline = false) => {
        const compiled = patternOf(pattern, ignoreCase, multiline);
        const replacement = isText(by) ? plain(by) : str(by);
        refuseUnknownGroups(replacement, compiled);
        return charged(matching((budget) => compiled.sub(replacement, str(value), { budget })));
      },
    ),
  ],
  [
    'regex_findall',
    filter(
      'regex_findall',
      'regex multiline? ignorecase?',
      (_, value, pattern, multiline = false, ignoreCase = false) => {
        const compiled = patternOf(pattern, ignoreCase, multiline);
        const found = matching((budget) => compiled.findall(str(value), { budget }));
        charge(found.length);
        return new PyList(found.map(foundValue));
      },
    ),
  ],
  ['regex_escape', filter('regex_escape', '', (_, value) => charged(escapeText(str(value))))],
];
