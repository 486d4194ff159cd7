import fc from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;

/** Depth up to which optional parts are made; below it only required parts are made. */
const DEPTH = 3;

/**
 * Values that a JSON Schema 2020-12 accepts in most cases. Values that `not`, overlapping variants and the like forbid have
 * to be filtered out afterwards.
 */
export function arbitraryOfSchema(root: Schema): fc.Arbitrary<unknown> {
  const definitions = (root.$defs ?? {}) as Record<string, Schema>;

  const of = (schema: unknown, depth: number): fc.Arbitrary<unknown> => {
    if (schema === false) return fc.constant(undefined);
    if (typeof schema !== 'object' || schema === null) return fc.constantFrom<unknown>('text', 7, true);
    const node = schema as Schema;
    if (typeof node.$ref === 'string')
      return of({ ...definitions[node.$ref.replace('#/$defs/', '')], ...without(node, '$ref') }, depth + 0.25);
    if (node.const !== undefined) return fc.constant(node.const);
    if (Array.isArray(node.enum)) return fc.constantFrom(...node.enum);
    if (Array.isArray(node.allOf))
      return of(merged([without(node, 'allOf'), ...node.allOf.map((part) => resolved(part as Schema))]), depth);
    const variants = [node.oneOf, node.anyOf].find(Array.isArray);
    if (variants) {
      const base = without(node, 'oneOf', 'anyOf');
      const simple = depth > DEPTH ? variants.slice(-1) : variants;
      return fc.oneof(...simple.map((variant) => of(merged([base, resolved(variant as Schema)]), depth)));
    }
    return ofType(node, depth);
  };

  const resolved = (schema: Schema): Schema =>
    typeof schema.$ref === 'string'
      ? { ...resolved(definitions[schema.$ref.replace('#/$defs/', '')] ?? {}), ...without(schema, '$ref') }
      : schema;

  const ofType = (node: Schema, depth: number): fc.Arbitrary<unknown> => {
    const types = Array.isArray(node.type) ? node.type : [node.type];
    const type = types.find((one) => one !== 'null') ?? types[0];
    const value = ofOneType(node, type ?? impliedType(node), depth);
    return types.includes('null') && type !== 'null'
      ? fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) })
      : value;
  };

  const ofOneType = (node: Schema, type: unknown, depth: number): fc.Arbitrary<unknown> => {
    if (type === 'null') return fc.constant(null);
    if (type === 'boolean') return fc.boolean();
    if (type === 'integer' || type === 'number') return ofNumber(node, type);
    if (type === 'array') return ofList(node, depth);
    if (type === 'object') return ofObject(node, depth);
    return ofString(node);
  };

  const ofList = (node: Schema, depth: number): fc.Arbitrary<unknown> => {
    const least = Number(node.minItems ?? 0);
    const most = Math.max(least, Math.min(Number(node.maxItems ?? 3), depth > DEPTH ? Math.max(1, least) : least + 2));
    const prefix = Array.isArray(node.prefixItems) ? node.prefixItems.map((item) => of(item, depth + 1)) : [];
    if (prefix.length > 0) return fc.tuple(...prefix);
    const item = of(node.items ?? {}, depth + 1);
    const limits = { minLength: Math.min(Math.max(1, least), most), maxLength: most };
    return node.uniqueItems === true
      ? fc.uniqueArray(item, { ...limits, selector: (value) => JSON.stringify(value) })
      : fc.array(item, limits);
  };

  const ofObject = (node: Schema, depth: number): fc.Arbitrary<unknown> => {
    const properties = Object.entries((node.properties ?? {}) as Record<string, unknown>);
    const required = new Set(Array.isArray(node.required) ? (node.required as string[]) : []);
    const wanted = depth > DEPTH ? properties.filter(([name]) => required.has(name)) : properties;
    const model = Object.fromEntries(wanted.map(([name, property]) => [name, of(property, depth + 1)]));
    for (const name of required)
      model[name] ??=
        typeof node.additionalProperties === 'object' ? of(node.additionalProperties, depth + 1) : fc.constant('text');
    const declared = fc.record(model, { requiredKeys: [...required], noNullPrototype: true });
    const most = Math.min(Number(node.maxProperties ?? 2), 2);
    const least = Math.max(Number(node.minProperties ?? 0), properties.length === 0 ? 1 : 0);
    const hasMore =
      typeof node.additionalProperties === 'object' || (properties.length === 0 && node.additionalProperties !== false);
    if (!hasMore || most < least) return declared;
    const more = fc.dictionary(
      fc.stringMatching(/^[a-z]{3,8}$/),
      of(node.additionalProperties ?? { type: 'string' }, depth + 1),
      {
        minKeys: depth > DEPTH ? Number(node.minProperties ?? 0) : least,
        maxKeys: most,
        noNullPrototype: true,
      },
    );
    return fc.tuple(more, declared).map(([first, second]) => ({ ...first, ...(second as object) }));
  };

  return of(root, 0);
}

function impliedType(node: Schema): string {
  if (node.properties !== undefined || node.additionalProperties !== undefined || node.required !== undefined)
    return 'object';
  return node.items === undefined ? 'string' : 'array';
}

function ofNumber(node: Schema, type: string): fc.Arbitrary<unknown> {
  const step = Number(node.multipleOf ?? (type === 'integer' ? 1 : 0.5));
  const low = Math.max(
    Number(node.minimum ?? -1_000),
    node.exclusiveMinimum === undefined ? -1e15 : Number(node.exclusiveMinimum) + step,
  );
  const high = Math.min(
    Number(node.maximum ?? Math.max(1_000, low + 1_000)),
    node.exclusiveMaximum === undefined ? 1e15 : Number(node.exclusiveMaximum) - step,
  );
  const first = Math.ceil(low / step);
  const last = Math.max(first, Math.floor(high / step));
  return fc
    .integer({ min: Math.max(first, -1e9), max: Math.max(Math.max(first, -1e9), Math.min(last, 1e9)) })
    .map((count) => count * step);
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-03-04T05:06:07Z',
  date: '2026-03-04',
  time: '05:06:07Z',
  duration: 'P1D',
  email: 'person@example.com',
  uri: 'https://example.com/a',
  url: 'https://example.com/a',
  'uri-reference': '/a',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

function ofString(node: Schema): fc.Arbitrary<string> {
  const { format, pattern, contentEncoding } = node;
  const least = Number(node.minLength ?? 0);
  const most = Math.min(Number(node.maxLength ?? least + 12), least + 12);
  if (contentEncoding === 'base64')
    return fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  if (typeof pattern === 'string') return matching(pattern, least, Number(node.maxLength ?? 10_000));
  const known = FORMATS[String(format)];
  if (known !== undefined) return fc.constant(known);
  const unit = fc.constantFrom(...'abcXYZ019 -_.');
  return fc
    .string({ unit, minLength: Math.max(1, least), maxLength: Math.max(1, most) })
    .filter((text) => text.trim() === text && !/^\.+$/.test(text));
}

/** Texts that match the pattern; of several patterns the first whose texts have an allowed length. */
function matching(pattern: string, least: number, most: number): fc.Arbitrary<string> {
  const fits = (text: string) => text.length >= least && text.length <= most;
  try {
    const texts = fc.stringMatching(new RegExp(pattern, 'u'), { maxLength: Math.min(most, least + 60) });
    return fc.array(texts, { minLength: 20, maxLength: 20 }).map((list) => {
      const repeated = list.map((text) =>
        text.repeat(Math.ceil(least / Math.max(1, text.length))).slice(0, Math.max(least, 1)),
      );
      return (
        [...list, ...repeated].find((text) => fits(text) && new RegExp(pattern, 'u').test(text)) ?? list[0] ?? 'text'
      );
    });
  } catch {
    return fc.constant('text');
  }
}

function merged(parts: readonly Schema[]): Schema {
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
  const required = parts.flatMap((part) => (Array.isArray(part.required) ? part.required : []));
  return Object.assign(
    {},
    ...parts,
    Object.keys(properties).length > 0 ? { properties } : {},
    required.length > 0 ? { required } : {},
  );
}

function without(node: Schema, ...keywords: readonly string[]): Schema {
  return Object.fromEntries(Object.entries(node).filter(([keyword]) => !keywords.includes(keyword)));
}
