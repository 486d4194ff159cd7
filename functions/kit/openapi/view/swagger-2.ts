import { member, stringMember } from '../read/json-value.ts';
import { childOf, type Location } from '../read/locate.ts';
import type {
  BodyView,
  FieldView,
  MediaTypeView,
  ParameterPlace,
  ParameterStyle,
  ParameterView,
  ResponseView,
} from './operation-view.ts';
import {
  followed,
  itemsOf,
  mediaTypeOf,
  membersOf,
  prose,
  reportPointer,
  texts,
  type ViewContext,
} from './read-parts.ts';

/** Parameters of Swagger 2.0, bodies and form fields among them. */
export interface Swagger2Parameter {
  readonly name: string;
  readonly in: string;
  readonly location: Location;
}

export function swagger2Parameters(parent: Location, context: ViewContext): Swagger2Parameter[] {
  return itemsOf(parent, 'parameters').flatMap((item) => {
    const location = followed(item, context, 'refusal');
    if (!location) return [];
    const name = stringMember(location.node, 'name');
    const place = stringMember(location.node, 'in');
    if (name !== undefined && place !== undefined && /^(path|query|header|body|formData)$/.test(place)) {
      return [{ name, in: place, location }];
    }
    const pointer = reportPointer(item, context.resolver.root.file);
    const message = 'The parameter has no name, or no place ("in") that is known.';
    context.report({ severity: 'refusal', code: 'unreadable-parameter', pointer, message });
    return [];
  });
}

/** `collectionFormat` as style and explode. `multi` is for queries and forms alone. */
const COLLECTION_STYLES: Readonly<Record<string, { style: ParameterStyle; explode: boolean }>> = {
  ssv: { style: 'spaceDelimited', explode: false },
  tsv: { style: 'tabDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  multi: { style: 'form', explode: true },
};

export function parameterOf({ name, in: place, location }: Swagger2Parameter): ParameterView {
  const { node } = location;
  const description = prose(node, 'description');
  return {
    name,
    in: place as ParameterPlace,
    required: place === 'path' || member(node, 'required') === true,
    description,
    deprecated: false,
    ...collectionStyle(node, place),
    allowReserved: false,
    allowEmptyValue: member(node, 'allowEmptyValue') === true,
    schema: location,
    examples: member(node, 'x-example') === undefined ? [] : [member(node, 'x-example')],
    location,
  };
}

function collectionStyle(node: unknown, place: string): { style: ParameterStyle; explode: boolean } {
  const plain = { style: place === 'query' || place === 'formData' ? 'form' : 'simple', explode: false } as const;
  return COLLECTION_STYLES[stringMember(node, 'collectionFormat') ?? ''] ?? plain;
}

/** The body that the parameters in `body` or `formData` make, in each media type that is consumed. */
export function swagger2Body(
  parameters: readonly Swagger2Parameter[],
  operation: Location,
  context: ViewContext,
): BodyView | undefined {
  const stated = texts(operation.node, 'consumes');
  const consumes = (stated.length > 0 ? stated : texts(context.resolver.root.node, 'consumes')).map(mediaTypeOf);
  const body = parameters.find(({ in: place }) => place === 'body');
  if (body) return wholeBody(body, consumes);
  const fields = parameters.filter(({ in: place }) => place === 'formData');
  return fields.length > 0 ? formBody(fields, consumes, operation) : undefined;
}

function wholeBody({ location }: Swagger2Parameter, consumes: readonly string[]): BodyView {
  const schema = childOf(location, 'schema');
  const types = consumes.filter((type) => type !== 'multipart/form-data' || consumes.length === 1);
  const description = prose(location.node, 'description');
  return {
    required: member(location.node, 'required') === true,
    description,
    contents: (types.length > 0 ? types : ['application/json']).map((mediaType) => ({
      mediaType,
      ...(schema.node === undefined ? {} : { schema }),
      encoding: {},
    })),
    location,
  };
}

function formBody(parameters: readonly Swagger2Parameter[], consumes: readonly string[], location: Location): BodyView {
  const fields: FieldView[] = parameters.map(({ name, location: field }) => {
    const description = prose(field.node, 'description');
    const required = member(field.node, 'required') === true;
    return { name, required, schema: field, description };
  });
  const hasFile = parameters.some(({ location: field }) => stringMember(field.node, 'type') === 'file');
  const form = hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
  const stated = consumes.find((type) => type === form) ?? consumes.find((type) => /form/.test(type));
  const encoding = parameters.map(
    ({ name, location: field }) => [name, collectionStyle(field.node, 'formData')] as const,
  );
  const mediaType = hasFile ? form : (stated ?? form);
  return {
    required: fields.some(({ required }) => required),
    contents: [{ mediaType, fields, encoding: Object.fromEntries(encoding) }],
    location,
  };
}

export function swagger2Responses(operation: Location, context: ViewContext): ResponseView[] {
  const stated = texts(operation.node, 'produces');
  const produces = stated.length > 0 ? stated : texts(context.resolver.root.node, 'produces');
  return membersOf(operation, 'responses').flatMap(([status, at]) => {
    if (!/^([1-5]\d\d|default)$/.test(status)) return [];
    const location = followed(at, context, 'note');
    if (!location) return [];
    const schema = childOf(location, 'schema');
    const types = produces.length > 0 ? produces : ['application/json'];
    const contents: MediaTypeView[] =
      schema.node === undefined ? [] : types.map((type) => ({ mediaType: mediaTypeOf(type), schema, encoding: {} }));
    const headers = membersOf(location, 'headers').map(([name]) => name.toLowerCase());
    return [{ status, description: prose(location.node, 'description') ?? '', headers, contents }];
  });
}
