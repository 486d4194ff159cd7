import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject, listMember, member } from '../read/json-value.ts';
import { childOf, type Location } from '../read/locate.ts';
import type { Conversion, Sink } from './converter.ts';
import { withHidden } from './hidden.ts';

/** What a schema says of the properties of an object, those of the other direction left out. */
export function objectOf(conversion: Conversion, location: Location, sink: Sink): JsonSchema {
  const { node } = location;
  const stated = childOf(location, 'properties');
  const names = isObject(stated.node) ? Object.keys(stated.node) : [];
  const hidden = new Set(names.filter((name) => isHidden(conversion, childOf(stated, name))));
  const visible = names.filter((name) => !hidden.has(name));
  const schema: JsonSchema = {};
  if (names.length > 0) {
    schema.properties = Object.fromEntries(
      visible.map((name) => [name, conversion.convert(childOf(stated, name), sink)]),
    );
  }
  const required = listMember(node, 'required').filter((name) => typeof name === 'string');
  if (required.length > 0) schema.required = [...new Set(required)];
  const further = childOf(location, 'additionalProperties');
  if (typeof further.node === 'boolean') schema.additionalProperties = further.node;
  else if (isObject(further.node)) schema.additionalProperties = conversion.convert(further, sink);
  Object.assign(schema, mapsOf(conversion, location, sink));
  return withHidden(schema, hidden);
}

function mapsOf(conversion: Conversion, location: Location, sink: Sink): JsonSchema {
  const schema: JsonSchema = {};
  for (const keyword of ['patternProperties', 'dependentSchemas']) {
    const at = childOf(location, keyword);
    if (!isObject(at.node)) continue;
    const members = Object.keys(at.node).map((name) => [name, conversion.convert(childOf(at, name), sink)]);
    schema[keyword] = Object.fromEntries(members);
  }
  const dependent = member(location.node, 'dependentRequired');
  if (isObject(dependent)) schema.dependentRequired = dependent;
  return schema;
}

/** `readOnly` and `writeOnly` at the property itself, or at the schema that it refers to. */
function isHidden({ resolver, dialect, direction }: Conversion, property: Location): boolean {
  const keyword = direction === 'request' ? 'readOnly' : 'writeOnly';
  const beside = member(property.node, keyword) === true && member(property.node, '$ref') === undefined;
  if (beside || (dialect.startsWith('3.') && dialect !== '3.0' && member(property.node, keyword) === true)) return true;
  const end = resolver.follow(property);
  return end.found !== undefined && member(end.found.node, keyword) === true;
}
