import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject, member, stringMember } from '../read/json-value.ts';
import { cannotSend } from './argument-error.ts';
import { textOf } from './atoms.ts';
import type { ContentPlan } from './plan.ts';

/**
 * A value as XML, with the names, attributes, namespaces and wrapped lists that the XML Object of OpenAPI states.
 *
 * @throws {OpenApiError} E2004 for a name that no element can have, and for characters that XML does not have
 */
export function xmlText({ xml }: ContentPlan, value: unknown): string {
  const schema = xml?.schema ?? {};
  const definitions = member(schema, '$defs');
  const writer = new Writer(isObject(definitions) ? definitions : {});
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writer.element(xml?.root ?? 'body', schema, value)}`;
}

class Writer {
  readonly #definitions: Readonly<Record<string, unknown>>;

  constructor(definitions: Readonly<Record<string, unknown>>) {
    this.#definitions = definitions;
  }

  /** One element, or one for each item of a list that is not wrapped. */
  element(name: string, stated: unknown, value: unknown): string {
    const schema = this.#resolved(stated);
    if (Array.isArray(value)) return this.#list(name, schema, value);
    const tag = tagOf(name, schema.xml);
    if (!isObject(value)) return `<${tag.open}>${escaped(name, textOf(name, value))}</${tag.name}>`;
    const members = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
    const properties = this.#propertiesOf(schema);
    const stay = members.map(([key, item]) => ({
      key,
      item,
      schema: this.#resolved(properties[key] ?? schema.additionalProperties),
    }));
    const attributes = stay
      .filter((part) => member(part.schema.xml, 'attribute') === true)
      .map(
        ({ key, item, schema: { xml } }) =>
          ` ${elementName(stringMember(xml, 'name') ?? key)}="${escaped(key, textOf(key, item))}"`,
      );
    const children = stay
      .filter((part) => member(part.schema.xml, 'attribute') !== true)
      .map((part) => this.element(stringMember(part.schema.xml, 'name') ?? part.key, part.schema, part.item));
    return `<${tag.open}${attributes.join('')}>${children.join('')}</${tag.name}>`;
  }

  #list(name: string, schema: JsonSchema, items: readonly unknown[]): string {
    const ofItem = this.#resolved(schema.items);
    const itemName = stringMember(ofItem.xml, 'name') ?? name;
    const written = items.map((item) => this.element(itemName, ofItem, item)).join('');
    if (member(schema.xml, 'wrapped') !== true) return written;
    const tag = tagOf(name, schema.xml);
    return `<${tag.open}>${written}</${tag.name}>`;
  }

  /** Properties of the schema and of its alternatives: the value has been checked already, names are all that counts. */
  #propertiesOf(schema: JsonSchema): Record<string, unknown> {
    const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) =>
      Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : [],
    );
    const inner = parts.map((part) => this.#propertiesOf(this.#resolved(part)));
    return Object.assign({}, ...inner, isObject(schema.properties) ? schema.properties : {});
  }

  #resolved(stated: unknown): JsonSchema {
    const beside: JsonSchema = isObject(stated) ? { ...stated } : {};
    const name = stringMember(beside, '$ref')?.replace('#/$defs/', '');
    if (name === undefined) return beside;
    const { $ref: _, ...rest } = beside;
    return { ...this.#resolved(member(this.#definitions, name)), ...rest };
  }
}

/** The name of an element with its prefix, and how it opens: with the namespace, if it has one. */
function tagOf(name: string, xml: unknown): { name: string; open: string } {
  const prefix = stringMember(xml, 'prefix');
  const namespace = stringMember(xml, 'namespace');
  const full = prefix ? `${elementName(prefix)}:${elementName(name)}` : elementName(name);
  if (!namespace) return { name: full, open: full };
  return { name: full, open: `${full} xmlns${prefix ? `:${prefix}` : ''}="${escaped(name, namespace)}"` };
}

function elementName(name: string): string {
  if (/^[\p{L}_][\p{L}\p{N}_.:-]*$/u.test(name)) return name;
  throw cannotSend(name, 'XML has no element of this name', 'a name of letters, digits, "_", "-" and "."');
}

function escaped(name: string, text: string): string {
  if (/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) {
    throw cannotSend(name, 'XML has no such character', 'text without control characters');
  }
  return text.replace(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
