import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject, listMember, stringMember } from '../read/json-value.ts';
import { childOf, keyOf, type Location } from '../read/locate.ts';
import { ANNOTATION_KEYWORDS } from './annotations.ts';
import type { Conversion, Sink } from './converter.ts';
import { keepingHidden } from './hidden.ts';
import { mergeSchemas } from './merge.ts';
import { convertPlain } from './plain.ts';

/**
 * A schema with `allOf`, or a reference with constraints beside it: its members become one schema. A single member with
 * nothing but annotations beside it stays the reference that it is.
 */
export function convertCombined(conversion: Conversion, location: Location, sink: Sink): JsonSchema {
  const members = membersAt(location);
  const own = convertPlain(conversion, location, sink);
  const [only] = members;
  if (members.length === 1 && only !== undefined && saysNothing(own)) {
    if (leadsBack(location, conversion)) {
      const message = 'This "allOf" contains itself; the circle is left out.';
      conversion.tell(sink, location, { severity: 'note', code: 'circular-all-of', message });
      return own;
    }
    const member = conversion.convert(only, sink);
    return { ...member, ...own };
  }
  const parts = members.map((member) => conversion.convertInline(member, sink));
  const inline = parts.map(withoutReference(conversion, members, sink));
  const { schema, conflicts } = mergeSchemas(Object.keys(own).length > 0 ? [...inline, own] : inline);
  for (const message of new Set(conflicts)) {
    conversion.tell(sink, location, { severity: 'loss', code: 'all-of-conflict', keyword: 'allOf', message });
  }
  return schema;
}

/** Whether a chain of references and single members of `allOf` ends where it began. */
function leadsBack(location: Location, { resolver }: Conversion): boolean {
  const seen = new Set<string>();
  let at: Location | undefined = location;
  while (at !== undefined && !seen.has(keyOf(at))) {
    seen.add(keyOf(at));
    const [only, ...others]: Location[] = membersAt(at);
    at = only !== undefined && others.length === 0 ? resolver.follow(only).found : undefined;
  }
  return at !== undefined;
}

function membersAt(location: Location): Location[] {
  const list = childOf(location, 'allOf');
  const members = listMember(location.node, 'allOf').map((_, index) => childOf(list, index));
  const ref = isObject(location.node) ? stringMember(location.node, '$ref') : undefined;
  return ref === undefined ? members : [{ ...location, node: { $ref: ref } }, ...members];
}

/** A member whose conversion is a reference again (one that only names another schema) is converted in its place. */
function withoutReference(conversion: Conversion, members: readonly Location[], sink: Sink) {
  return (part: JsonSchema, index: number): JsonSchema => {
    const member = members[index];
    if (part.$ref === undefined || member === undefined || !isObject(member.node)) return part;
    const end = conversion.resolver.follow(member);
    const inner = end.found === undefined ? undefined : membersAt(end.found)[0];
    if (inner === undefined) return part;
    const { $ref: _, ...beside } = part;
    const converted = conversion.convertInline(inner, sink);
    return keepingHidden(converted, { ...converted, ...beside });
  };
}

const saysNothing = (schema: JsonSchema) => Object.keys(schema).every((keyword) => ANNOTATION_KEYWORDS.has(keyword));
