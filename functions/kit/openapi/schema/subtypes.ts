import { isObject, listMember, member, objectMember, stringMember } from '../read/json-value.ts';
import { childOf, keyOf, type Location } from '../read/locate.ts';
import type { Resolver } from '../read/resolver.ts';

/** Up to so many variants are written out; a base type with more is kept open, and its variants are named. */
export const MAX_VARIANTS = 16;

/** The property whose value selects the variant, if the schema has a discriminator. */
export function discriminatorOf(node: unknown): string | undefined {
  const stated = member(node, 'discriminator');
  // Swagger 2.0 writes the name alone.
  return typeof stated === 'string' ? stated : stringMember(stated, 'propertyName');
}

/** Values of the discriminator that the document maps, with the name of what each selects. */
export function mappingOf(node: unknown): [string, string][] {
  const mapping = objectMember(member(node, 'discriminator'), 'mapping');
  return Object.entries(mapping).flatMap(([value, ref]) => (typeof ref === 'string' ? [[value, ref]] : []));
}

/**
 * Finds the schemas that extend another one by `allOf`, which is how a base type with a discriminator gets its
 * variants. Only named schemas of the root file count; the index is made when it is first asked for.
 */
export function subtypeFinder(resolver: Resolver): (base: Location) => readonly Location[] {
  let index: Map<string, Location[]> | undefined;
  return (base) => {
    index ??= indexOf(resolver);
    const mapped = mappingOf(base.node).flatMap(([, ref]) => {
      const { found } = resolver.resolve(refOfMapping(ref), base.file);
      return found === undefined || keyOf(found) === keyOf(base) ? [] : [found];
    });
    return [...new Map([...(index.get(keyOf(base)) ?? []), ...mapped].map((at) => [keyOf(at), at])).values()];
  };
}

/** A mapping may name a schema by its bare name. */
const refOfMapping = (ref: string) => (/[#/.]/.test(ref) ? ref : `#/components/schemas/${ref}`);

function indexOf(resolver: Resolver): Map<string, Location[]> {
  const index = new Map<string, Location[]>();
  const named = [childOf(resolver.root, 'components', 'schemas'), childOf(resolver.root, 'definitions')];
  for (const group of named) {
    for (const name of isObject(group.node) ? Object.keys(group.node) : []) {
      const subtype = childOf(group, name);
      for (const item of listMember(subtype.node, 'allOf')) {
        const ref = stringMember(item, '$ref');
        const { found } = ref === undefined ? { found: undefined } : resolver.resolve(ref, subtype.file);
        if (found !== undefined) index.set(keyOf(found), [...(index.get(keyOf(found)) ?? []), subtype]);
      }
    }
  }
  return index;
}
