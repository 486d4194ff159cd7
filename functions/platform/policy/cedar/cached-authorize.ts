import { hash } from 'node:crypto';
import type { Authorize, CedarAnswer, CedarQuestion } from './authorizer.ts';
import { WHOLE } from './policy-json.ts';
import { distinctionsOf, type StaticPolicies } from './policy-set.ts';

/** Answers that one set of policies remembers; the one not asked for longest makes room. */
const MOST_ANSWERS = 500;

/**
 * Remembers the answers of one set of policies: Cedar is asked once for questions that agree in principal, action,
 * resource and in as much of the context as the policies of the set read. Where none reads the arguments, the time or
 * the address, these make no difference. A fault is not kept.
 */
export function cachedAuthorize(authorize: Authorize, policies: StaticPolicies): Authorize {
  const { context: read } = distinctionsOf(policies);
  const answers = new Map<string, CedarAnswer>();
  return (question) => {
    const key = keyOf(question, read);
    const known = answers.get(key);
    const answer = known ?? authorize(question);
    if (answer.fault !== undefined) return answer;
    if (known) answers.delete(key);
    answers.set(key, answer);
    const [oldest] = answers.keys();
    if (answers.size > MOST_ANSWERS && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

/** The same text for the same question; a digest, since questions carry what callers wrote. */
function keyOf({ principal, action, resource, context }: CedarQuestion, read: ReadonlySet<string>): string {
  const circumstances = read.has(WHOLE) ? context : Object.entries(context).filter(([name]) => read.has(name));
  return hash('sha256', JSON.stringify([principal, action, resource, circumstances]), 'base64');
}
