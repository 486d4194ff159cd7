import { CommandError } from '../command/command-error.ts';
import type { ExcerptPlan } from './excerpts.ts';
import { methodOf, type OpenApiDocument, type Operation } from './openapi-document.ts';

type Json = Record<string, unknown>;

/** Keywords whose keys are names of the API's own, such as a field that is called "description". */
const MAPS_OF_NAMES: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'responses', 'content']);
/** Keywords whose values are the API's own. */
const VALUES: ReadonlySet<string> = new Set(['enum', 'default', 'const', 'required']);
const PROSE: ReadonlySet<string> = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs']);

/**
 * The operations and schemas of a document that a plan names, with the components that they refer to, without prose,
 * examples and vendor extensions.
 *
 * @throws {CommandError} if the document has no such operation, schema or component
 */
export function makeExcerpt(document: OpenApiDocument, plan: ExcerptPlan): OpenApiDocument {
  const { title, version, license } = document.info;
  const paths: OpenApiDocument['paths'] = {};
  for (const name of plan.operations) {
    const [verb = '', path = ''] = name.split(' ');
    const method = methodOf(verb);
    const item = document.paths[path];
    const operation = method && item?.[method];
    if (!operation) throw new CommandError(`The document has no operation "${name}".`);
    const kept = keptOf(operation, { shared: item.parameters ?? [], plan });
    paths[path] = { ...paths[path], [method]: kept };
  }
  const components = referredComponents(document, paths);
  for (const kind of plan.fieldsOf ?? []) {
    components.schemas = { ...components.schemas, [kind]: namesOfFields(document, kind) };
  }
  const info = { title, version, ...(license ? { license } : {}) };
  return { openapi: document.openapi, info, paths, components };
}

function keptOf(operation: Operation, { shared, plan }: { shared: unknown[]; plan: ExcerptPlan }): Operation {
  const parameters = [...shared, ...(operation.parameters ?? [])];
  return withoutProse({
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.requestBody ? { requestBody: operation.requestBody } : {}),
    ...(plan.keep === 'all' ? { responses: operation.responses ?? {} } : {}),
  }) as Operation;
}

/** Components that the value refers to, directly or through other components, by kind and name. */
function referredComponents(document: OpenApiDocument, value: unknown): Record<string, Json> {
  const found: Record<string, Json> = {};
  const open = referencesIn(value);
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const [, kind = '', name = ''] = /^#\/components\/(\w+)\/([\w.-]+)$/.exec(reference) ?? [];
    if (found[kind]?.[name] !== undefined) continue;
    const component = document.components?.[kind]?.[name];
    if (component === undefined) throw new CommandError(`The document has no component "${reference}".`);
    const kept = withoutProse(component);
    found[kind] = { ...found[kind], [name]: kept };
    open.push(...referencesIn(kept));
  }
  return found;
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : key === 'discriminator' ? [] : referencesIn(inner),
  );
}

function namesOfFields({ components }: OpenApiDocument, kind: string): Json {
  const schema = components?.schemas?.[kind];
  const properties = isObject(schema) ? schema.properties : undefined;
  if (!isObject(properties)) throw new CommandError(`The document has no schema "${kind}" with fields.`);
  return { type: 'object', properties: Object.fromEntries(Object.keys(properties).map((name) => [name, {}])) };
}

/** The value without descriptions, examples and other prose. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !PROSE.has(key) && !key.startsWith('x-'));
  return Object.fromEntries(
    kept.map(([key, inner]) => {
      if (VALUES.has(key)) return [key, inner];
      if (!MAPS_OF_NAMES.has(key) || !isObject(inner)) return [key, withoutProse(inner)];
      return [key, Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, withoutProse(each)]))];
    }),
  );
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
