import type { JsonSchema } from '../../../../schemas/json.ts';
import { member } from '../read/json-value.ts';
import type { Location } from '../read/locate.ts';
import type { Conversion, Sink } from './converter.ts';
import { discriminatorOf, MAX_VARIANTS, mappingOf } from './subtypes.ts';

/**
 * The definition of a base type with a discriminator: any of the schemas that extend it, or the base itself. Undefined
 * for every other schema. A base with too many variants stays as it is, open to their properties, and names them.
 */
export function expandVariants(conversion: Conversion, location: Location, sink: Sink): JsonSchema | undefined {
  const { node } = location;
  const property = discriminatorOf(node);
  if (property === undefined || member(node, 'oneOf') !== undefined || member(node, 'anyOf') !== undefined)
    return undefined;
  const variants = conversion.subtypes(location);
  if (variants.length === 0) return undefined;
  const base = conversion.convert(location, sink);
  const names = variants.map(({ pointer }) => pointer.split('/').at(-1) ?? '');
  if (variants.length > MAX_VARIANTS) {
    const message = `${variants.length} schemas extend this one; their properties are accepted without being described.`;
    conversion.tell(sink, location, { severity: 'note', code: 'many-variants', keyword: 'discriminator', message });
    return { ...base, description: `${describe(base)}"${property}" selects one of ${variants.length} variants.` };
  }
  const values = mappingOf(node).map(([value, ref]) => `${value} (${ref.split('/').at(-1)})`);
  const which = (values.length > 0 ? values : names).join(', ');
  return {
    anyOf: [...variants.map((variant) => conversion.reference(variant, sink)), base],
    description: `${describe(base)}"${property}" selects the variant: ${which}.`,
  };
}

const describe = ({ description }: JsonSchema) => (typeof description === 'string' ? `${description} ` : '');
