import { Environment, JinjaError, PyDict, valueOfJson } from '../../../functions/kit/jinja/index.ts';
import type { Case } from './case.ts';
import { corpus, type NamedCase } from './corpus.ts';
import { knownDifference } from './differences.ts';
import { type Answer, askJinja } from './oracle.ts';

/** Our result of a case. Errors that are not the engine's own are thrown. */
export function answer({ source, context, templates = {}, options = {} }: Case): Answer {
  const loader = (name: string) => (Object.hasOwn(templates, name) ? templates[name] : undefined);
  try {
    const data = valueOfJson(context);
    if (!(data instanceof PyDict)) throw new Error('a context is an object');
    return { text: new Environment({ ...options, loader }).fromText(source).render(data) };
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    return { error: error.kind, reason: error.reason };
  }
}

/** Kinds of errors that have another name in our engine. */
const KINDS: Record<string, string> = {
  SyntaxError: 'TemplateSyntaxError',
  RecursionError: 'BudgetError',
  AnsibleFilterError: 'FilterArgumentError',
  AddrFormatError: 'FilterArgumentError',
  error: 'PatternError',
};

/** Texts with a memory address, which cannot be compared. */
const hasAddress = (text: string) => /(?:object|function|method).*0x\w{6}/i.test(text.replace(/\W/g, ''));

const isSame = (theirs: Answer, ours: Answer) =>
  'text' in theirs
    ? 'text' in ours && ours.text === theirs.text
    : 'error' in ours && ours.error === (KINDS[theirs.error] ?? theirs.error);

/** Verdict about two answers: `known` if they differ in a way that is expected. */
export type Verdict = 'same text' | 'same error' | 'known' | 'not comparable' | 'different';

export interface Compared extends NamedCase {
  readonly theirs: Answer;
  readonly ours: Answer;
  readonly verdict: Verdict;
}

function verdictOf(source: string, theirs: Answer, ours: Answer): Verdict {
  if (isSame(theirs, ours)) return 'text' in theirs ? 'same text' : 'same error';
  if ('text' in theirs && hasAddress(theirs.text)) return 'not comparable';
  return knownDifference({ source, theirs, ours }) ? 'known' : 'different';
}

/** Runs a corpus through both sides. */
export function compareCorpus(options: { seed: number; perFeature: number; withAnsible: boolean }): Compared[] {
  const cases = corpus(options);
  const theirs = askJinja(cases);
  return cases.map((one, index) => {
    const [their, ours] = [theirs[index] ?? { error: 'no answer', reason: '' }, answer(one)];
    return { ...one, theirs: their, ours, verdict: verdictOf(one.source, their, ours) };
  });
}
