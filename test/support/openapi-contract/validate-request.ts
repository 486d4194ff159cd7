import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { plainSchemas } from './plain-schemas.ts';
import {
  type RawRequest,
  readForm,
  readParameter,
  readParts,
  type Shape,
  type StatedParameter,
} from './read-values.ts';
import { readXml } from './read-xml.ts';

type Node = Record<string, unknown>;

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface ContractValidator {
  /** Faults of the request by the document; empty if it is valid. */
  faultsOf(path: string, request: SentRequest, baseUrl: string): Promise<string[]>;
}

/**
 * Checks requests against an OpenAPI 3 document in one file, like a server that knows only the document: ajv for the schemas,
 * qs and Node's parsers for forms. It shares no code with the importer.
 */
export function contractValidator(source: unknown): ContractValidator {
  const document = plainSchemas(source) as Node;
  const options = {
    strict: false,
    validateFormats: false,
    validateSchema: false,
    logger: false,
    allErrors: false,
    addUsedSchema: false,
  } as const;
  const exact = new Ajv2020(options).addSchema(document, 'doc');
  const lenient = new Ajv2020({ ...options, coerceTypes: 'array' }).addSchema(document, 'doc');
  const compiled = new Map<string, ValidateFunction>();

  const schemes = Object.values(
    ((document.components as Node | undefined)?.securitySchemes ?? {}) as Record<string, Node>,
  );
  // Credentials are added to a request after it is built.
  const credentials = new Set(schemes.map((scheme) => `${scheme.in} ${scheme.name}`));

  const deref = (node: unknown): Node => {
    let current = (node ?? {}) as Node;
    for (let steps = 0; steps < 30 && typeof current.$ref === 'string'; steps += 1)
      current = (at(current.$ref) ?? {}) as Node;
    return current;
  };
  const at = (ref: string): unknown =>
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((node, part) => (node as Node | undefined)?.[unescaped(part)], document);

  const check = (ajv: Ajv2020, schema: unknown, value: unknown): string | undefined => {
    if (schema === undefined) return undefined;
    const key = `${ajv === exact} ${JSON.stringify(schema)}`;
    const validate = compiled.get(key) ?? ajv.compile(absolute(schema) as Node);
    compiled.set(key, validate);
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return `${error?.instancePath ?? ''} ${error?.message ?? 'is not valid'} ${JSON.stringify(error?.params)}`;
  };

  const shapeOf = (schema: unknown): Shape => {
    const node = deref(schema);
    const types = [node.type].flat();
    if (types.includes('array') || node.items !== undefined) return 'list';
    if (types.includes('object') || node.properties !== undefined) return 'object';
    const variants = [node.allOf, node.anyOf, node.oneOf].filter(Array.isArray).flat();
    return variants.map(shapeOf).find((shape) => shape !== 'one') ?? 'one';
  };

  const parameterFault = (parameter: StatedParameter, template: string, request: RawRequest): string[] => {
    const schema = parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema;
    const shape = shapeOf(schema);
    const value = readParameter(parameter, shape, template, request);
    const name = `${parameter.in} ${parameter.name}`;
    if (value === '' && parameter.allowEmptyValue === true) return [];
    if (value === undefined) return parameter.required || parameter.in === 'path' ? [`${name} is missing`] : [];
    // What OpenAPI leaves open, an object in a list or in an object, is read as JSON.
    const candidates = [value, [value], parsedIfJson(value)];
    const faults = candidates.map((candidate) => check(lenient, schema, structuredClone(candidate)));
    return faults.includes(undefined) ? [] : [`${name}: ${faults[0]} (${JSON.stringify(value)?.slice(0, 80)})`];
  };

  const bodyFaults = async (stated: Node, request: SentRequest): Promise<string[]> => {
    const { body, headers } = request;
    if (body === undefined) return stated.required === true ? ['the body is missing'] : [];
    const contentType = headers['content-type'] ?? '';
    const mediaType = contentType.split(';')[0] ?? '';
    const contents = Object.entries((stated.content ?? {}) as Record<string, Node>);
    const content = contents.find(([range]) => isIn(mediaType, range))?.[1];
    if (content === undefined) return [`${mediaType} is not among ${contents.map(([range]) => range).join(', ')}`];
    const schema = content.schema;
    const text = new TextDecoder().decode(body);
    if (/json/.test(mediaType)) return fault('body', check(exact, schema, JSON.parse(text)));
    if (mediaType === 'application/x-www-form-urlencoded') return fault('form', checkForm(schema, readForm(text)));
    if (mediaType.startsWith('multipart/'))
      return fault('parts', checkForm(schema, await readParts(body, contentType)));
    if (/xml/.test(mediaType) && shapeOf(schema) !== 'one')
      return fault('xml', checkForm(schema, readXml(text, schema, deref) as Node));
    if (shapeOf(schema) !== 'one') return fault('body', check(exact, schema, JSON.parse(text)));
    return fault('body', check(lenient, schema, text));
  };

  /** Values of a form are texts; objects and lists in them may be JSON. */
  const checkForm = (schema: unknown, value: Node): string | undefined => {
    const asJson = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, parsedIfJson(item)]));
    const faults = [value, asJson].map((candidate) => check(lenient, schema, structuredClone(candidate)));
    return faults.includes(undefined) ? undefined : faults[0];
  };

  return {
    async faultsOf(path, request, baseUrl) {
      const item = deref((document.paths as Node)[path]);
      const operation = item[request.method.toLowerCase()] as Node;
      const [pathname = '', query = ''] = request.url.slice(baseUrl.length).split('?');
      const raw = { path: pathname, query, headers: request.headers };
      const stated = [item.parameters, operation.parameters].flatMap((list) => (Array.isArray(list) ? list : []));
      const parameters = new Map(
        stated
          .map(deref)
          .filter(isParameter)
          .map((one) => [`${one.in} ${one.name}`, one]),
      );
      const faults = [...parameters.values()]
        .filter(({ in: place, name }) => !(place === 'header' && /^(accept|content-type|authorization)$/i.test(name)))
        .filter(({ in: place, name }) => !credentials.has(`${place} ${name}`))
        .flatMap((parameter) => parameterFault(parameter, path, raw));
      return [...faults, ...(operation.requestBody ? await bodyFaults(deref(operation.requestBody), request) : [])];
    },
  };
}

const fault = (what: string, found: string | undefined) => (found === undefined ? [] : [`${what}: ${found}`]);
const unescaped = (part: string) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');

/** References of an inline schema lead into the document. */
function absolute(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(absolute);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]) =>
    name === '$ref' && typeof value === 'string' && value.startsWith('#')
      ? [name, `doc${value}`]
      : [name, absolute(value)],
  );
  return Object.fromEntries(entries);
}

function isIn(mediaType: string, range: string): boolean {
  const stated = (range.split(';')[0] ?? '').trim().toLowerCase();
  return new RegExp(`^${stated.replace(/[.+]/g, '\\$&').replaceAll('*', '.*')}$`).test(mediaType);
}

function parsedIfJson(item: unknown): unknown {
  if (Array.isArray(item)) return item.map(parsedIfJson);
  if (typeof item === 'object' && item !== null) {
    return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, parsedIfJson(value)]));
  }
  if (typeof item !== 'string' || !/^[[{]/.test(item)) return item;
  try {
    return JSON.parse(item);
  } catch {
    return item;
  }
}

const isParameter = (node: Node): node is Node & StatedParameter =>
  typeof node.name === 'string' && typeof node.in === 'string';
