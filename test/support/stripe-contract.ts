import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse as parseForm } from 'qs';
import { parse as parseYaml } from 'yaml';

/** The provider's published contract; it is no part of this repository and lies beside it where it is at hand. */
const FILE = resolve(import.meta.dirname, '../../../shared/data/contracts/stripe-spec3-2023-08-16.yaml.gz');

export const CONTRACT_IS_THERE = existsSync(FILE);

type Json = Record<string, unknown>;
type Method = 'get' | 'post' | 'delete';
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema?: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
}

/** A request as it went over the wire. */
export interface WireRequest {
  method: string;
  url: URL;
  body: string;
}

/** Paths and schemas of the contract, each read when it is asked for: the whole takes ten seconds to parse. */
export class StripeContract {
  private readonly lines: readonly string[];
  private readonly paths: ReadonlyMap<string, number>;
  private readonly ajv = new Ajv({ strict: false, coerceTypes: true, allErrors: true, validateFormats: false });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor() {
    this.lines = gunzipSync(readFileSync(FILE)).toString('utf8').split('\n');
    const from = this.lines.indexOf('paths:');
    this.paths = new Map(
      this.lines.flatMap((line, index) => {
        const [, path] = /^ {2}'?(\/v1[^']*)'?:$/.exec(index > from ? line : '') ?? [];
        return path === undefined ? [] : [[path, index] as const];
      }),
    );
  }

  /** Faults of a request, in words; empty where it keeps to the contract. */
  faultsOf({ method, url, body }: WireRequest): string[] {
    const found = this.operationOf(method.toLowerCase() as Method, url.pathname);
    if (!found) return [`${method} ${url.pathname} is not in the contract`];
    const parameters = parseForm(method === 'POST' ? body : url.search.slice(1), { depth: 10, arrayLimit: 200 });
    const validate = this.validatorOf(`${method} ${found.path}`, schemaOf(found.operation, method));
    if (validate(parameters)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${method} ${found.path}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** Names of fields that an object of this kind may have. */
  fieldsOf(kind: string): ReadonlySet<string> {
    const start = this.lines.indexOf(`    ${kind}:`);
    const schema = this.read(start, 4)[kind] as { properties?: Json } | undefined;
    return new Set(Object.keys(schema?.properties ?? {}));
  }

  private operationOf(method: Method, pathname: string): { path: string; operation: Operation } | undefined {
    const fitting = [...this.paths.keys()]
      .filter((path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname))
      // Literal paths before those with a variable: /v1/customers/search is not a customer.
      .sort((one, other) => one.split('{').length - other.split('{').length);
    for (const path of fitting) {
      const item = this.read(this.paths.get(path) ?? 0, 2)[path] as Partial<Record<Method, Operation>>;
      const operation = item[method];
      if (operation) return { path, operation };
    }
    return undefined;
  }

  /** The block that begins at a line, as far as it is indented deeper. */
  private read(start: number, indent: number): Json {
    const ends = new RegExp(`^ {0,${indent}}\\S`);
    const length = this.lines.slice(start + 1).findIndex((line) => ends.test(line));
    return parseYaml(this.lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n')) as Json;
  }

  private validatorOf(name: string, schema: Json): ValidateFunction {
    const known = this.validators.get(name);
    if (known) return known;
    const made = this.ajv.compile(closed(schema) as Json);
    this.validators.set(name, made);
    return made;
  }
}

function schemaOf({ parameters = [], requestBody }: Operation, method: string): Json {
  if (method !== 'GET') return requestBody?.content['application/x-www-form-urlencoded']?.schema ?? { type: 'object' };
  const query = parameters.filter((parameter) => parameter.in === 'query');
  return {
    type: 'object',
    properties: Object.fromEntries(query.map(({ name, schema = {} }) => [name, schema])),
    required: query.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** The schema with every object closed: what is not documented is a fault. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable: _nullable, ...inner } = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, closed(value)]),
  );
  const isOpen = inner.type === 'object' && inner.properties !== undefined && inner.additionalProperties === undefined;
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
