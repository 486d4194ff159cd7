import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../../../../schemas/json.ts';
import type { Finding } from '../model.ts';
import { stringMember } from '../read/json-value.ts';
import type { BodyFormat, ContentPlan, FieldPlan } from '../request/plan.ts';
import type { Converter } from '../schema/converter.ts';
import { type Definitions, referredName, resolvedSchema, wholeSchema } from '../schema/definitions.ts';
import type { FieldView, MediaTypeView } from '../view/operation-view.ts';
import { binaryArgument, isBinary } from './binary.ts';

/** One representation of a body: its schema and how it is written. */
export interface Representation {
  readonly schema: JsonSchema;
  readonly uses: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly content: ContentPlan;
}

const RANK: readonly BodyFormat[] = ['json', 'form', 'multipart', 'json-lines', 'text', 'binary', 'xml'];

/** Representations that differ in more than the media type, the preferred one first. */
export function representationsOf(contents: readonly MediaTypeView[], converter: Converter): Representation[] {
  const ranked = contents
    .map((view) => representationOf(view, converter))
    .sort((a, b) => RANK.indexOf(a.content.format) - RANK.indexOf(b.content.format));
  return ranked
    .filter((one, index) => !ranked.slice(0, index).some((other) => isDeepStrictEqual(other.schema, one.schema)))
    .map((one) => (one.content.format === 'xml' ? withXmlPlan(one, converter) : one));
}

/** Adds what the writer of XML has to know, which the schema that a model gets does not say. */
function withXmlPlan({ view, ...one }: Ranked, converter: Converter): Representation {
  const xml = converter.withXml();
  const { schema, uses } = view.schema ? xml.piece(view.schema) : one;
  const whole = wholeSchema({ root: schema, uses, definitions: xml.definitions });
  const name = referredName(schema);
  const stated = stringMember(name === undefined ? schema.xml : xml.definitions.get(name).schema.xml, 'name');
  return { ...one, content: { ...one.content, xml: { root: stated ?? name ?? 'body', schema: whole } } };
}

interface Ranked extends Representation {
  readonly view: MediaTypeView;
}

function representationOf(view: MediaTypeView, converter: Converter): Ranked {
  const { definitions } = converter;
  const piece = view.fields ? pieceOfFields(view.fields, converter) : pieceOfSchema(view, converter);
  const format = formatOf(view, piece.schema, definitions);
  const mediaType = concrete(view.mediaType, format);
  if (format === 'binary') {
    return {
      ...piece,
      view,
      schema: binaryArgument(piece.schema.description),
      content: { mediaType, format, fields: {} },
    };
  }
  if (format !== 'form' && format !== 'multipart')
    return { ...piece, view, content: { mediaType, format, fields: {} } };
  return { ...piece, view, ...fieldsOf(view, piece.schema, definitions, { mediaType, format }) };
}

function pieceOfSchema({ schema, itemSchema }: MediaTypeView, converter: Converter) {
  if (schema !== undefined) return converter.piece(schema);
  if (itemSchema === undefined) return { schema: {}, uses: new Set<string>(), findings: [] };
  const items = converter.piece(itemSchema);
  return { ...items, schema: { type: 'array', items: items.schema } };
}

/** Form fields that Swagger 2.0 declares one by one, as one object. */
function pieceOfFields(fields: readonly FieldView[], converter: Converter) {
  const pieces = fields.map((field) => ({ ...field, piece: converter.piece(field.schema) }));
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(pieces.map(({ name, piece }) => [name, piece.schema])),
      ...(required.length > 0 ? { required } : {}),
    } as JsonSchema,
    uses: new Set(pieces.flatMap(({ piece }) => [...piece.uses])),
    findings: pieces.flatMap(({ piece }) => piece.findings),
  };
}

function formatOf({ mediaType, itemSchema }: MediaTypeView, schema: JsonSchema, definitions: Definitions): BodyFormat {
  if (/^application\/(json-seq|jsonl|x-ndjson|x-jsonlines)$/.test(mediaType) || itemSchema) return 'json-lines';
  if (/^(application|text|\*)\/json$|\+json$|^application\/\*\+json$/.test(mediaType)) return 'json';
  if (mediaType === 'application/x-www-form-urlencoded') return 'form';
  if (/^multipart\//.test(mediaType)) return 'multipart';
  if (/^(application|text)\/xml$|\+xml$/.test(mediaType)) return isStructured(schema, definitions) ? 'xml' : 'text';
  if (isBinary(schema, definitions)) return 'binary';
  if (isStructured(schema, definitions)) return 'json';
  if (/^text\//.test(mediaType)) return 'text';
  if (/^(\*|application)\/\*$/.test(mediaType)) return isPlainText(schema, definitions) ? 'text' : 'json';
  return isPlainText(schema, definitions) ? 'text' : 'binary';
}

/** Objects and lists under a media type that is not known are written as JSON: nothing else can write them. */
function isStructured(schema: JsonSchema, definitions: Definitions): boolean {
  const { type, anyOf, oneOf, allOf } = resolvedSchema(schema, definitions);
  return type === 'object' || type === 'array' || Array.isArray(anyOf ?? oneOf ?? allOf);
}

const isPlainText = (schema: JsonSchema, definitions: Definitions) =>
  resolvedSchema(schema, definitions).type === 'string';

/** A range of media types is no media type to send. */
function concrete(mediaType: string, format: BodyFormat): string {
  if (!mediaType.includes('*')) return mediaType;
  if (format === 'json') return 'application/json';
  if (mediaType === 'multipart/*') return 'multipart/form-data';
  return format === 'text' ? 'text/plain' : 'application/octet-stream';
}

/** How each property of a form is written, and the schema with bytes in place of binary texts. */
function fieldsOf(
  { encoding }: MediaTypeView,
  whole: JsonSchema,
  definitions: Definitions,
  content: Pick<ContentPlan, 'mediaType' | 'format'>,
): Pick<Representation, 'schema' | 'content'> {
  const schema = resolvedSchema(whole, definitions);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const fields: Record<string, FieldPlan> = { ...encoding };
  const replaced = properties.map(([name, property]): [string, JsonSchema] => {
    if (isBinary(property, definitions)) {
      fields[name] = { ...fields[name], binary: true };
      return [name, binaryArgument(property.description)];
    }
    const { items } = resolvedSchema(property, definitions);
    if (typeof items !== 'object' || items === null || !isBinary(items as JsonSchema, definitions))
      return [name, property];
    fields[name] = { ...fields[name], binary: true };
    return [name, { ...resolvedSchema(property, definitions), items: binaryArgument() }];
  });
  const changed = replaced.some(([, property], index) => property !== properties[index]?.[1]);
  return {
    schema: changed ? { ...schema, properties: Object.fromEntries(replaced) } : whole,
    content: { ...content, fields },
  };
}
