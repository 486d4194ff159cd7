import type { Clause, EntityUidJson, PolicyJson } from '@cedar-policy/cedar-wasm';

/** What a policy looks at: attributes by variable, and the entities that it names. */
export interface PolicyUses {
  context: ReadonlySet<string>;
  resource: ReadonlySet<string>;
  /** Entities named anywhere, as `Type::id`. */
  entities: ReadonlySet<string>;
}

/** Stands for a use of a variable as a whole, which may read any of its attributes. */
export const WHOLE = '*';

/** Reads the scope and the conditions of a policy. */
export function usesOf(policy: PolicyJson): PolicyUses {
  const reader = newReader();
  for (const constraint of [policy.principal, policy.action, policy.resource]) readEntities(constraint, reader);
  for (const { body } of policy.conditions) readExpression(body, reader);
  return reader;
}

/** What of the context one clause looks at. */
export function contextUsesOf(clause: Clause): ReadonlySet<string> {
  const reader = newReader();
  readExpression(clause.body, reader);
  return reader.context;
}

/**
 * The arguments whose values one clause reads, as dotted paths; the empty text if it reads all of them.
 * `context.arguments has amount` reads no value.
 */
export function argumentsReadBy({ body }: Clause): string[] {
  const paths: string[] = [];
  const read = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const member of node) read(member);
      return;
    }
    if (!isNode(node)) return;
    const path = pathInContext(node);
    if (path) {
      if (path.length === 0 || path[0] === 'arguments') paths.push(path.slice(1).join('.'));
      return;
    }
    for (const [operator, operand] of Object.entries(node)) read(operator === 'has' ? beside(operand) : operand);
  };
  read(body);
  return paths;
}

/** `context.arguments.card.country` as its names; undefined for any other expression. */
function pathInContext(node: Record<string, unknown>): string[] | undefined {
  if (node.Var === 'context') return [];
  const access = node['.'];
  if (!isNode(access) || !isNode(access.left) || typeof access.attr !== 'string') return undefined;
  const path = pathInContext(access.left);
  return path && [...path, access.attr];
}

/** The operand of `has`, unless it is a path in the context. */
function beside(operand: unknown): unknown {
  const left = isNode(operand) ? operand.left : undefined;
  return isNode(left) && pathInContext(left) ? undefined : left;
}

interface Reader {
  context: Set<string>;
  resource: Set<string>;
  entities: Set<string>;
}

const newReader = (): Reader => ({ context: new Set(), resource: new Set(), entities: new Set() });

const isNode = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function readExpression(node: unknown, reader: Reader): void {
  if (Array.isArray(node)) {
    for (const member of node) readExpression(member, reader);
    return;
  }
  if (!isNode(node)) return;
  for (const [operator, operand] of Object.entries(node)) {
    if (operator === 'Value') readEntities(operand, reader);
    else if (operator === 'Var') noteVariable(operand, WHOLE, reader);
    else if (operator === 'Record' && isNode(operand)) readExpression(Object.values(operand), reader);
    else if ((operator === '.' || operator === 'has') && isNode(operand)) readAccess(operand, reader);
    else if (isNode(operand) && comparesResource(operator, operand))
      readExpression(operand.right ?? operand.in, reader);
    else readExpression(isNode(operand) ? Object.values(operand) : operand, reader);
  }
}

/** `resource.tags`, `context has arguments.amount`: the first attribute is what is looked at. */
function readAccess({ left, attr }: Record<string, unknown>, reader: Reader): void {
  if (isNode(left) && typeof left.Var === 'string') {
    noteVariable(left.Var, String(Array.isArray(attr) ? attr[0] : attr), reader);
  } else {
    readExpression(left, reader);
  }
}

/** `resource == Tool::"x"`, `resource in […]`, `resource is Tool`: the entities named say what is looked at. */
function comparesResource(operator: string, operand: Record<string, unknown>): boolean {
  const compares = ['==', '!=', 'in', 'is'].includes(operator);
  return compares && isNode(operand.left) && operand.left.Var === 'resource' && isLiteral(operand.right);
}

function isLiteral(node: unknown): boolean {
  if (node === undefined) return true;
  if (!isNode(node)) return false;
  return 'Value' in node || (Array.isArray(node.Set) && node.Set.every(isLiteral));
}

function noteVariable(variable: unknown, attribute: string, reader: Reader): void {
  if (variable === 'context') reader.context.add(attribute);
  if (variable === 'resource') reader.resource.add(attribute);
}

function readEntities(value: unknown, reader: Reader): void {
  if (Array.isArray(value)) for (const member of value) readEntities(member, reader);
  if (!isNode(value)) return;
  const { type, id } = value as Partial<Extract<EntityUidJson, { type: string }>>;
  if (typeof type === 'string' && typeof id === 'string') reader.entities.add(`${type}::${id}`);
  else for (const member of Object.values(value)) readEntities(member, reader);
}
