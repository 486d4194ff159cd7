import { StartError } from '../start-error.ts';
import { type ConditionBlock, checkOperator } from './conditions.ts';

/** A statement in the form that the evaluator reads: everything a list. */
export type Statement = {
  effect: 'Allow' | 'Deny';
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  principals?: Principals;
  notPrincipals?: Principals;
  conditions: ConditionBlock;
};

/** Kind of principal (`AWS`, `Service`, `Federated`, `*`) → names. */
export type Principals = Record<string, string[]>;

export type Policy = { name: string; statements: Statement[] };

/**
 * Reads a policy document.
 * @throws StartError for an element or operator that the evaluator does not know, so that nothing is silently ignored.
 */
export function parsePolicy(name: string, document: unknown): Policy {
  const { Statement: raw } = document as { Statement?: unknown };
  const statements = [raw ?? []].flat().map((statement) => parseStatement(name, statement as Record<string, unknown>));
  return { name, statements };
}

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);

function parseStatement(policy: string, raw: Record<string, unknown>): Statement {
  for (const element of Object.keys(raw)) {
    if (!ELEMENTS.has(element))
      throw new StartError(`Policy ${policy} has the element ${element}, which the local cloud does not know.`);
  }
  if (raw.Effect !== 'Allow' && raw.Effect !== 'Deny')
    throw new StartError(`Policy ${policy} has a statement without Allow or Deny.`);
  return {
    effect: raw.Effect,
    actions: raw.Action === undefined ? undefined : strings(raw.Action),
    notActions: raw.NotAction === undefined ? undefined : strings(raw.NotAction),
    resources: raw.Resource === undefined ? undefined : strings(raw.Resource),
    notResources: raw.NotResource === undefined ? undefined : strings(raw.NotResource),
    principals: raw.Principal === undefined ? undefined : principals(raw.Principal),
    notPrincipals: raw.NotPrincipal === undefined ? undefined : principals(raw.NotPrincipal),
    conditions: conditions(policy, raw.Condition),
  };
}

function conditions(policy: string, raw: unknown): ConditionBlock {
  const block: ConditionBlock = [];
  for (const [operator, tests] of Object.entries((raw ?? {}) as Record<string, Record<string, unknown>>)) {
    checkOperator(policy, operator);
    for (const [key, values] of Object.entries(tests))
      block.push({ operator, key: key.toLowerCase(), values: strings(values) });
  }
  return block;
}

function principals(raw: unknown): Principals {
  if (raw === '*') return { '*': ['*'] };
  return Object.fromEntries(Object.entries(raw as Record<string, unknown>).map(([kind, who]) => [kind, strings(who)]));
}

function strings(value: unknown): string[] {
  return [value].flat().map(String);
}
