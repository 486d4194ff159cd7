import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject, listMember, member } from '../read/json-value.ts';
import { childOf, type Location } from '../read/locate.ts';
import { annotationsOf } from './annotations.ts';
import type { Conversion, Sink } from './converter.ts';
import { keepingHidden } from './hidden.ts';
import { objectOf } from './objects.ts';
import { boundsOf, type Tell, valuesOf } from './scalar-keywords.ts';
import { discriminatorOf, mappingOf } from './subtypes.ts';
import { typeOf } from './types.ts';

/** Keywords that hold one schema, and those that hold a list of them. */
const ONE = ['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'];
const LISTS = ['anyOf', 'oneOf'];

/** A schema, its `allOf` and `$ref` left out of account. */
export function convertPlain(conversion: Conversion, location: Location, sink: Sink): JsonSchema {
  const { node } = location;
  const tell: Tell = (finding) => conversion.tell(sink, location, finding);
  const type = typeOf(node, tell);
  const format = member(node, 'format');
  const object = objectOf(conversion, location, sink);
  const schema: JsonSchema = {
    ...type,
    ...(typeof format === 'string' && format !== '' && type.format === undefined ? { format } : {}),
    ...valuesOf(node, type.type, tell),
    ...boundsOf(node, tell),
    ...encodingOf(node),
    ...object,
    ...itemsOf(conversion, location, sink),
    ...combinatorsOf(conversion, location, sink),
    ...annotationsOf(node, conversion.keepXml),
  };
  return keepingHidden(object, withSelector(schema, node));
}

function encodingOf(node: unknown): JsonSchema {
  const encoding = member(node, 'contentEncoding');
  const mediaType = member(node, 'contentMediaType');
  if (member(node, 'format') === 'byte') return { contentEncoding: 'base64' };
  return {
    ...(typeof encoding === 'string' ? { contentEncoding: encoding } : {}),
    ...(typeof mediaType === 'string' ? { contentMediaType: mediaType } : {}),
  };
}

function itemsOf(conversion: Conversion, location: Location, sink: Sink): JsonSchema {
  const schema: JsonSchema = {};
  const items = childOf(location, 'items');
  if (Array.isArray(items.node)) {
    schema.prefixItems = items.node.map((_, index) => conversion.convert(childOf(items, index), sink));
    const further = childOf(location, 'additionalItems');
    if (further.node !== undefined) schema.items = asSchema(conversion, further, sink);
  } else if (items.node !== undefined && items.node !== null) {
    schema.items = asSchema(conversion, items, sink);
  }
  const prefix = childOf(location, 'prefixItems');
  if (Array.isArray(prefix.node)) {
    schema.prefixItems = prefix.node.map((_, index) => conversion.convert(childOf(prefix, index), sink));
  }
  return schema;
}

function combinatorsOf(conversion: Conversion, location: Location, sink: Sink): JsonSchema {
  const schema: JsonSchema = {};
  for (const keyword of ONE) {
    const at = childOf(location, keyword);
    if (isObject(at.node) || typeof at.node === 'boolean') schema[keyword] = asSchema(conversion, at, sink);
  }
  for (const keyword of LISTS) {
    const list = childOf(location, keyword);
    const variants = listMember(location.node, keyword).map((_, index) =>
      conversion.convert(childOf(list, index), sink),
    );
    if (variants.length > 0) schema[keyword] = variants;
  }
  return schema;
}

function asSchema(conversion: Conversion, location: Location, sink: Sink): JsonSchema | boolean {
  return typeof location.node === 'boolean' ? location.node : conversion.convert(location, sink);
}

/** Says in words which value of a discriminator selects which variant: JSON Schema has no keyword for it. */
function withSelector(schema: JsonSchema, node: unknown): JsonSchema {
  const property = discriminatorOf(node);
  if (property === undefined || (schema.oneOf === undefined && schema.anyOf === undefined)) return schema;
  const values = mappingOf(node).map(([value, ref]) => `${value} (${ref.split('/').at(-1)})`);
  const which = values.length > 0 && values.length <= 16 ? `: ${values.join(', ')}` : '';
  const text = `"${property}" selects the variant${which}.`;
  return { ...schema, description: schema.description === undefined ? text : `${String(schema.description)} ${text}` };
}
