type Node = Record<string, unknown>;

/** Members that hold data, no schemas. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const', 'x-examples', 'mapping']);
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

/**
 * A document with schemas for a validator of JSON Schema 2020-12: booleans beside limits become limits, `nullable` becomes a
 * type, and members that OpenAPI 3.0 ignores are removed. It shares no code with the importer.
 */
export function plainSchemas(document: unknown): unknown {
  const isOld = typeof document === 'object' && document !== null && /^3\.0/.test(String((document as Node).openapi));
  const lookUp = (ref: string): unknown =>
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((node, part) => {
        const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
        return typeof node === 'object' && node !== null ? (node as Node)[name] : undefined;
      }, document);

  const copy = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(copy);
    if (typeof node !== 'object' || node === null) return node;
    const source = node as Node;
    if (typeof source.$ref === 'string' && isOld) return { $ref: source.$ref };
    const entries = Object.entries(source).map(([name, value]) => [name, DATA.has(name) ? value : copy(value)]);
    return schemaLike(Object.fromEntries(entries), source);
  };

  const schemaLike = (node: Node, source: Node): Node => {
    for (const [limit, excluding] of [
      ['minimum', 'exclusiveMinimum'],
      ['maximum', 'exclusiveMaximum'],
    ] as const) {
      if (typeof node[excluding] !== 'boolean') continue;
      if (node[excluding] === true && typeof node[limit] === 'number') node[excluding] = node[limit];
      else delete node[excluding];
    }
    if (node.nullable === true && typeof node.type === 'string' && TYPES.has(node.type))
      node.type = [node.type, 'null'];
    if (typeof node.type === 'string' && !TYPES.has(node.type) && !('in' in node)) delete node.type;
    if (typeof node.required === 'boolean' && !('in' in node) && !('content' in node)) delete node.required;
    if (Array.isArray(node.required)) node.required = sendable(node.required, source.properties);
    if (typeof node.pattern === 'string' && !isPattern(node.pattern)) delete node.pattern;
    for (const count of [
      'minLength',
      'maxLength',
      'minItems',
      'maxItems',
      'minProperties',
      'maxProperties',
      'minimum',
      'maximum',
      'multipleOf',
    ]) {
      if (node[count] !== undefined && typeof node[count] !== 'number' && typeof node[count] !== 'object')
        delete node[count];
    }
    if (typeof node.discriminator === 'object') delete node.discriminator;
    if (typeof node.id === 'string') delete node.id;
    return node;
  };

  const sendable = (required: readonly unknown[], properties: unknown): unknown[] => {
    const named = (typeof properties === 'object' && properties !== null ? properties : {}) as Record<string, Node>;
    const isReadOnly = (property: Node | undefined): boolean =>
      property?.readOnly === true ||
      (typeof property?.$ref === 'string' && isReadOnly(lookUp(property.$ref) as Node | undefined));
    return [...new Set(required)].filter(
      (name) => typeof name === 'string' && !isReadOnly(Object.hasOwn(named, name) ? named[name] : undefined),
    );
  };

  return copy(document);
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
