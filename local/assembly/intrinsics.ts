import { ACCOUNT, PARTITION, REGION } from '../account.ts';
import { StartError } from '../start-error.ts';
import { cidrBlocks } from './cidr.ts';

/** The values that an expression may refer to: one stack of the current deployment. */
export type Scope = {
  stack: string;
  /** Value of a `Ref` to a resource or parameter. */
  reference(id: string): unknown;
  attribute(id: string, name: string): unknown;
  importValue(name: string): unknown;
  stackOutput(stack: string, output: string): unknown;
  mapping(map: string, first: string, second: string): unknown;
  condition(name: string): boolean;
};

const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Resolves the intrinsic functions in `value`.
 * @throws StartError for a function that the local cloud does not know.
 */
export function resolveIntrinsics(value: unknown, scope: Scope): unknown {
  const resolved = walk(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

function walk(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1) {
    const [name, argument] = first;
    if (name === 'Ref') return reference(String(argument), scope);
    if (name === 'Condition' && typeof argument === 'string') return scope.condition(argument);
    if (name.startsWith('Fn::')) {
      const apply = FUNCTIONS[name];
      if (!apply)
        throw new StartError(
          `Stack ${scope.stack} uses the intrinsic function ${name}, which the local cloud does not know.`,
        );
      return apply(argument, scope);
    }
  }
  const result: Record<string, unknown> = {};
  for (const [key, item] of entries) {
    const resolved = walk(item, scope);
    if (resolved !== NO_VALUE) result[key] = resolved;
  }
  return result;
}

function reference(id: string, scope: Scope): unknown {
  switch (id) {
    case 'AWS::AccountId':
      return ACCOUNT;
    case 'AWS::Region':
      return REGION;
    case 'AWS::Partition':
      return PARTITION;
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return scope.stack;
    case 'AWS::StackId':
      return stackId(scope.stack);
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return NO_VALUE;
    default:
      return scope.reference(id);
  }
}

/** Made-up ARN of a stack. */
export function stackId(stack: string): string {
  return `arn:${PARTITION}:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/local`;
}

type Apply = (argument: unknown, scope: Scope) => unknown;

const FUNCTIONS: Record<string, Apply> = {
  'Fn::GetAtt': (argument, scope) => {
    const [id, name] = typeof argument === 'string' ? splitOnce(argument) : list(argument).map(String);
    return scope.attribute(id ?? '', name ?? '');
  },
  'Fn::Join': (argument, scope) => {
    const [separator, items] = list(argument);
    return list(walk(items, scope)).map(String).join(String(separator));
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument);
    return list(walk(items, scope))[Number(walk(index, scope))];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = list(argument);
    return String(walk(text, scope)).split(String(separator));
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(String(walk(argument, scope))),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName } = record(walk(argument, scope));
    return scope.stackOutput(String(StackName), String(OutputName));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(walk(argument, scope)).map(String);
    return scope.mapping(map ?? '', first ?? '', second ?? '');
  },
  'Fn::Base64': (argument, scope) => Buffer.from(String(walk(argument, scope))).toString('base64'),
  'Fn::If': (argument, scope) => {
    const [condition, then, otherwise] = list(argument);
    return walk(scope.condition(String(condition)) ? then : otherwise, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(walk(argument, scope));
    return String(left) === String(right);
  },
  'Fn::And': (argument, scope) => list(walk(argument, scope)).every(Boolean),
  'Fn::Or': (argument, scope) => list(walk(argument, scope)).some(Boolean),
  'Fn::Not': (argument, scope) => !list(walk(argument, scope))[0],
  'Fn::Cidr': (argument, scope) => {
    const [range, count, hostBits] = list(walk(argument, scope));
    return cidrBlocks(String(range), Number(count), Number(hostBits));
  },
  'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => `${REGION}${zone}`),
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(walk(argument, scope)),
};

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = record(walk(variables, scope));
  return String(text).replace(/\$\{([^}]+)\}/g, (_, expression: string) => {
    if (expression.startsWith('!')) return `\${${expression.slice(1)}}`;
    if (expression in own) return String(own[expression]);
    const [id, attribute] = splitOnce(expression);
    return String(attribute ? scope.attribute(id ?? '', attribute) : reference(expression, scope));
  });
}

function splitOnce(text: string): [string, string | undefined] {
  const dot = text.startsWith('AWS::') ? -1 : text.indexOf('.');
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
