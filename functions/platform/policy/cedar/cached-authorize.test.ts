import type { PolicyJson } from '@cedar-policy/cedar-wasm';
import { describe, expect, it } from '@jest/globals';
import type { CedarAnswer, CedarQuestion } from './authorizer.ts';
import { cachedAuthorize } from './cached-authorize.ts';
import { loadCedar } from './load-cedar.ts';
import { parsePolicy } from './parse-policy.ts';

const cedar = await loadCedar();
const set = (condition: string): Record<string, PolicyJson> => ({
  one: parsePolicy(cedar, `permit (principal, action, resource) when { ${condition} };`, 'one'),
});
const question = (changes: Partial<CedarQuestion> = {}, context: CedarQuestion['context'] = {}): CedarQuestion => ({
  principal: { uid: { type: 'User', id: 'ann' }, attrs: { tier: 'free' }, parents: [] },
  action: { uid: { type: 'Action', id: 'call' }, attrs: {}, parents: [] },
  resource: { uid: { type: 'Tool', id: 'pay' }, attrs: {}, parents: [] },
  context: { time: { unix: 1 }, endpoint: 'all', arguments: { amount: 1 }, ...context },
  ...changes,
});

/** Asks one question after the other, and counts how many Cedar is asked. */
function evaluations(condition: string, questions: CedarQuestion[], answer: Partial<CedarAnswer> = {}): number {
  let count = 0;
  const authorize = cachedAuthorize(() => {
    count += 1;
    return { allowed: true, determining: ['one'], failed: [], ...answer };
  }, set(condition));
  for (const one of questions) authorize(one);
  return count;
}

const otherTime = question({}, { time: { unix: 2 } });
const otherArguments = question({}, { arguments: { amount: 2 } });
const otherCaller = question({ principal: { uid: { type: 'User', id: 'ann' }, attrs: { tier: 'team' }, parents: [] } });
const otherTool = question({ resource: { uid: { type: 'Tool', id: 'refund' }, attrs: {}, parents: [] } });

describe('cachedAuthorize answers', () => {
  it('are reused if nothing differs that the policies read', () => {
    expect(evaluations('context.endpoint == "all"', [question(), question(), otherTime, otherArguments])).toBe(1);
  });

  it.each([
    ['the arguments', 'context.arguments.amount < 5', otherArguments],
    ['the time', 'context.time.unix < 5', otherTime],
    ['whether there are arguments', 'context has arguments', otherArguments],
    ['the context as a whole', 'context == {}', otherTime],
  ])('are not given where policies read %s', (_what, condition, other) => {
    expect(evaluations(condition, [question(), other])).toBe(2);
  });

  it('are those of one caller and one tool', () => {
    expect(evaluations('true', [question(), otherCaller, otherTool])).toBe(3);
  });

  it('are not made of faults', () => {
    expect(evaluations('true', [question(), question()], { fault: 'out of memory' })).toBe(2);
  });

  it('make room for newer ones', () => {
    const many = Array.from({ length: 600 }, (_, index) =>
      question({ resource: { uid: { type: 'Tool', id: `tool-${index}` }, attrs: {}, parents: [] } }),
    );
    expect(evaluations('true', [question(), ...many, question()])).toBe(602);
  });
});
