import { beforeAll, expect, it } from '@jest/globals';
import { type Cedar, loadCedar } from './load-cedar.ts';
import { parsePolicy } from './parse-policy.ts';
import { argumentsReadBy } from './policy-json.ts';

let cedar: Cedar;
beforeAll(async () => {
  cedar = await loadCedar();
});
const reads = (when: string) =>
  parsePolicy(cedar, `permit (principal, action, resource) when { ${when} };`, 'test').conditions.flatMap(
    argumentsReadBy,
  );

it.each([
  ['context.arguments.amount > 5', ['amount']],
  ['context.arguments.card.country == "DE"', ['card.country']],
  ['["a"].contains(context.arguments.kind) || context.arguments.kinds.contains("b")', ['kind', 'kinds']],
  ['context.arguments has amount', []],
  ['context.arguments has card && context.arguments.card has country', []],
  ['context has target && context.target.grants.contains("x")', []],
  ['context.arguments.name like "a*"', ['name']],
  ['if context.arguments.yes then true else principal.tier == "free"', ['yes']],
  ['context.arguments == {}', ['']],
  ['context == context', ['', '']],
  ['principal.id == "context.arguments.amount"', []],
])('the condition %s looks at the values of %j', (when, paths) => {
  expect(reads(when)).toEqual(paths);
});
