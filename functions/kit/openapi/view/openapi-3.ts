import { isObject, member, stringMember } from '../read/json-value.ts';
import { childOf, type Location } from '../read/locate.ts';
import type {
  BodyView,
  EncodingView,
  MediaTypeView,
  ParameterPlace,
  ParameterStyle,
  ParameterView,
  ResponseView,
} from './operation-view.ts';
import { followed, itemsOf, mediaTypeOf, membersOf, prose, reportPointer, type ViewContext } from './read-parts.ts';

const STYLES: Readonly<Record<ParameterPlace, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
  querystring: ['form'],
};

/** Parameters at a path item or an operation of OpenAPI 3.0 to 3.2. */
export function parametersOf(parent: Location, context: ViewContext): ParameterView[] {
  return itemsOf(parent, 'parameters').flatMap((item) => {
    const location = followed(item, context, 'refusal');
    const parameter = location && parameterAt(location, item, context);
    return parameter ? [parameter] : [];
  });
}

function parameterAt(location: Location, at: Location, context: ViewContext): ParameterView | undefined {
  const { node } = location;
  const name = stringMember(node, 'name');
  const place = stringMember(node, 'in');
  if (name === undefined || place === undefined || !(place in STYLES)) {
    const pointer = reportPointer(at, context.resolver.root.file);
    const message = 'The parameter has no name, or no place ("in") that is known.';
    context.report({ severity: 'refusal', code: 'unreadable-parameter', pointer, message });
    return undefined;
  }
  const where = place as ParameterPlace;
  const [content] = membersOf(location, 'content');
  const style = styleOf(node, where, location, context);
  return {
    name,
    in: where,
    required: where === 'path' || member(node, 'required') === true,
    ...described(node),
    deprecated: member(node, 'deprecated') === true,
    style,
    explode: booleanOr(node, 'explode', style === 'form' || style === 'cookie'),
    allowReserved: member(node, 'allowReserved') === true,
    allowEmptyValue: member(node, 'allowEmptyValue') === true,
    ...schemaOf(content ? content[1] : location),
    ...(content ? { contentType: mediaTypeOf(content[0]) } : {}),
    examples: member(node, 'example') === undefined ? [] : [member(node, 'example')],
    location,
  };
}

function styleOf(node: unknown, place: ParameterPlace, at: Location, context: ViewContext): ParameterStyle {
  const stated = stringMember(node, 'style');
  const style = STYLES[place].find((known) => known === stated);
  if (style) return style;
  const fallback = STYLES[place][0] ?? 'form';
  if (stated !== undefined) {
    const pointer = reportPointer(at, context.resolver.root.file);
    const message = `The style "${stated}" is not one that a parameter in "${place}" can have; "${fallback}" is used.`;
    context.report({ severity: 'note', code: 'unknown-style', pointer, message });
  }
  return fallback;
}

export function bodyOf(operation: Location, context: ViewContext): BodyView | undefined {
  const stated = childOf(operation, 'requestBody');
  if (stated.node === undefined) return undefined;
  const location = followed(stated, context, 'refusal');
  if (!location) return undefined;
  const required = member(location.node, 'required') === true;
  return { required, ...described(location.node), contents: contentsOf(location, context), location };
}

export function responsesOf(operation: Location, context: ViewContext): ResponseView[] {
  return membersOf(operation, 'responses').flatMap(([status, stated]) => {
    if (!/^([1-5]\d\d|[1-5]XX|default)$/i.test(status)) return [];
    const location = followed(stated, context, 'note');
    if (!location) return [];
    return [
      {
        status: status === 'default' ? status : status.toUpperCase(),
        description: prose(location.node, 'description') ?? '',
        headers: membersOf(location, 'headers').map(([name]) => name.toLowerCase()),
        contents: contentsOf(location, context),
      },
    ];
  });
}

function contentsOf(parent: Location, context: ViewContext): MediaTypeView[] {
  return membersOf(parent, 'content').flatMap(([stated, at]) => {
    const location = followed(at, context, 'loss');
    if (!location) return [];
    const itemSchema = childOf(location, 'itemSchema');
    const encodings = membersOf(location, 'encoding').map(([name, { node }]) => [name, encodingOf(node)] as const);
    return [
      {
        mediaType: mediaTypeOf(stated),
        ...schemaOf(location),
        ...(itemSchema.node === undefined ? {} : { itemSchema }),
        encoding: Object.fromEntries(encodings),
      },
    ];
  });
}

function encodingOf(node: unknown): EncodingView {
  const contentType = stringMember(node, 'contentType')?.split(',')[0]?.trim();
  const stated = stringMember(node, 'style');
  const style = STYLES.query.find((known) => known === stated);
  const explode = member(node, 'explode');
  return {
    contentType,
    style,
    ...(typeof explode === 'boolean' ? { explode } : {}),
    ...(member(node, 'allowReserved') === true ? { allowReserved: true } : {}),
  };
}

function schemaOf(parent: Location): { schema?: Location } {
  const schema = childOf(parent, 'schema');
  return isObject(schema.node) || typeof schema.node === 'boolean' ? { schema } : {};
}

function described(node: unknown): { description?: string } {
  const description = prose(node, 'description');
  return description === undefined ? {} : { description };
}

function booleanOr(node: unknown, name: string, fallback: boolean): boolean {
  const stated = member(node, name);
  return typeof stated === 'boolean' ? stated : fallback;
}
