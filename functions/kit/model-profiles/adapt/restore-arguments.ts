import type { JsonSchemaObject, Profile } from '../lint.ts';
import { isSchema } from '../visit.ts';

/**
 * Arguments as the original schema has them, from those that a model made for an adapted one. Only `openai-strict`
 * changes their form: null stands for what is left out, and a text of JSON for a value that it cannot describe.
 *
 * @param schema the original, with its `$defs`
 */
export function restoreArguments(profile: Profile, schema: JsonSchemaObject, args: unknown): unknown {
  return profile === 'openai-strict' ? new Restoring(schema).value(schema, args) : args;
}

class Restoring {
  readonly #definitions: JsonSchemaObject;

  constructor(root: JsonSchemaObject) {
    this.#definitions = isSchema(root.$defs) ? root.$defs : {};
  }

  value(stated: unknown, value: unknown): unknown {
    const schema = this.#resolved(stated);
    if (typeof value === 'string') return this.#takesText(schema) ? value : parsed(value);
    if (Array.isArray(value)) return value.map((item) => this.value(this.#partOf(schema, 'items'), item));
    if (!isSchema(value)) return value;
    const properties = this.#propertiesOf(schema);
    const kept = Object.entries(value).filter(([name, item]) => item !== null || this.#takesNull(properties[name]));
    return Object.fromEntries(kept.map(([name, item]) => [name, this.value(properties[name], item)]));
  }

  #resolved(stated: unknown): JsonSchemaObject {
    const schema = isSchema(stated) ? stated : {};
    const { $ref } = schema;
    return typeof $ref === 'string' ? this.#resolved(this.#definitions[$ref.replace('#/$defs/', '')]) : schema;
  }

  #variantsOf(schema: JsonSchemaObject): JsonSchemaObject[] {
    const listed = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) =>
      Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : [],
    );
    return listed.map((variant) => this.#resolved(variant));
  }

  #propertiesOf(schema: JsonSchemaObject): JsonSchemaObject {
    const inner = this.#variantsOf(schema).map((variant) => this.#propertiesOf(variant));
    return Object.assign({}, ...inner, isSchema(schema.properties) ? schema.properties : {});
  }

  #partOf(schema: JsonSchemaObject, keyword: string): unknown {
    return (
      schema[keyword] ??
      this.#variantsOf(schema)
        .map((variant) => variant[keyword])
        .find(isSchema)
    );
  }

  /** Whether a text may be what the schema asks for; one that says nothing gets its value as JSON. */
  #takesText(schema: JsonSchemaObject): boolean {
    const { type, enum: values, const: only } = schema;
    if (type !== undefined) return [type].flat().includes('string');
    if (values !== undefined || only !== undefined) return true;
    return this.#variantsOf(schema).some((variant) => this.#takesText(variant));
  }

  #takesNull(stated: unknown): boolean {
    const schema = this.#resolved(stated);
    const { type, enum: values } = schema;
    if (type !== undefined) return [type].flat().includes('null');
    if (Array.isArray(values)) return values.includes(null);
    return this.#variantsOf(schema).some((variant) => this.#takesNull(variant));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
