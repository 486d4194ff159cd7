import type { PolicyJson } from '@cedar-policy/cedar-wasm';
import type { Cedar } from './load-cedar.ts';

/**
 * A policy's text in Cedar's JSON form.
 * @throws {Error} that names the policy, if the text is not exactly one policy
 */
export function parsePolicy(cedar: Cedar, text: string, id: string): PolicyJson {
  const answer = cedar.policyToJson(text);
  if (answer.type === 'success') return answer.json;
  throw new Error(`The policy "${id}" does not parse: ${answer.errors.map(({ message }) => message).join('; ')}`);
}
