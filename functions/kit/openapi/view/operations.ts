import type { Finding } from '../model.ts';
import { isObject, member, stringMember } from '../read/json-value.ts';
import { childOf, type Location } from '../read/locate.ts';
import type { Resolver } from '../read/resolver.ts';
import type { Dialect } from '../read/version.ts';
import { bodyOf, parametersOf, responsesOf } from './openapi-3.ts';
import type { OperationView } from './operation-view.ts';
import {
  followed,
  membersOf,
  mergedParameters,
  prose,
  reportPointer,
  securityOf,
  texts,
  type ViewContext,
} from './read-parts.ts';
import { serversOf } from './servers.ts';
import { parameterOf, swagger2Body, swagger2Parameters, swagger2Responses } from './swagger-2.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Tokens of RFC 9110, section 9.1. */
const METHOD_TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Every operation of the document, in its order. */
export function operationsOf(resolver: Resolver, dialect: Dialect): OperationView[] {
  return membersOf(resolver.root, 'paths').flatMap(([path, item]) =>
    path.startsWith('x-') ? [] : operationsAt({ resolver, dialect, path, item }),
  );
}

interface PathPlace {
  readonly resolver: Resolver;
  readonly dialect: Dialect;
  readonly path: string;
  readonly item: Location;
}

function operationsAt(place: PathPlace): OperationView[] {
  const { resolver, item } = place;
  const findings: Finding[] = [];
  const context: ViewContext = { resolver, report: (finding) => findings.push(finding) };
  const itemAt = pathItemOf(item, context);
  if (itemAt === undefined) return [unreadable(place, findings)];
  return methodsOf(itemAt, place.dialect).flatMap(([method, location]) =>
    isObject(location.node) ? [operationView({ ...place, method, location, itemAt }, findings)] : [],
  );
}

/** A path item may be a reference, with or without members beside it. */
function pathItemOf(item: Location, context: ViewContext): Location | undefined {
  if (!isObject(item.node)) return item;
  return stringMember(item.node, '$ref') === undefined ? item : followed(item, context, 'refusal');
}

function methodsOf(item: Location, dialect: Dialect): [string, Location][] {
  const fixed = dialect === '3.2' ? [...METHODS, 'query'] : METHODS;
  const named = fixed.map((method): [string, Location] => [method.toUpperCase(), childOf(item, method)]);
  const others = dialect === '3.2' ? membersOf(item, 'additionalOperations') : [];
  return [...named, ...others].filter(([method]) => METHOD_TOKEN.test(method));
}

interface OperationPlace extends PathPlace {
  readonly method: string;
  readonly location: Location;
  readonly itemAt: Location;
}

function operationView(place: OperationPlace, ofPath: readonly Finding[]): OperationView {
  const { resolver, dialect, location, itemAt, method, path } = place;
  const { node } = location;
  const findings: Finding[] = [...ofPath];
  const context: ViewContext = { resolver, report: (finding) => findings.push(finding) };
  const operationId = prose(node, 'operationId');
  const summary = prose(node, 'summary') ?? prose(itemAt.node, 'summary');
  const description = prose(node, 'description') ?? prose(itemAt.node, 'description');
  const security = securityOf(node);
  const servers = serversOf(location) ?? serversOf(itemAt);
  return {
    method,
    path,
    location,
    operationId,
    summary,
    description,
    tags: texts(node, 'tags'),
    deprecated: member(node, 'deprecated') === true,
    ...(dialect === '2.0' ? swagger2Parts(place, context) : openapi3Parts(place, context)),
    security,
    servers,
    findings,
  };
}

type Parts = Pick<OperationView, 'parameters' | 'body' | 'responses'>;

function openapi3Parts({ location, itemAt }: OperationPlace, context: ViewContext): Parts {
  const body = bodyOf(location, context);
  return {
    parameters: mergedParameters(parametersOf(itemAt, context), parametersOf(location, context)),
    body,
    responses: responsesOf(location, context),
  };
}

function swagger2Parts({ location, itemAt }: OperationPlace, context: ViewContext): Parts {
  const all = mergedParameters(swagger2Parameters(itemAt, context), swagger2Parameters(location, context));
  const body = swagger2Body(all, location, context);
  return {
    parameters: all.filter(({ in: place }) => place !== 'body' && place !== 'formData').map(parameterOf),
    body,
    responses: swagger2Responses(location, context),
  };
}

/** Stands for all operations of a path that cannot be read, so that the report has them. */
function unreadable({ path, item, resolver }: PathPlace, findings: readonly Finding[]): OperationView {
  const pointer = reportPointer(item, resolver.root.file);
  const refusal = {
    severity: 'refusal',
    code: 'unreadable-path',
    pointer,
    message: 'The path cannot be read.',
  } as const;
  return {
    method: 'GET',
    path,
    location: item,
    tags: [],
    deprecated: false,
    parameters: [],
    responses: [],
    findings: findings.length > 0 ? findings : [refusal],
  };
}
