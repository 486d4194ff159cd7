import { Ajv, type ValidateFunction } from 'ajv';
import { parse as parseForm } from 'qs';
import { findOperation, type Operation, readContract, type Schema } from './contract-file.ts';

/** A request as it went over the wire. */
export interface WireRequest {
  method: string;
  url: URL;
  body: string;
}

/** Stripe's published contract for requests, which are forms, and for the fields that an object may have. */
export class StripeContract {
  private readonly file = readContract('stripe');
  private readonly ajv = new Ajv({ strict: false, coerceTypes: true, allErrors: true, validateFormats: false });
  private readonly validators = new Map<string, ValidateFunction>();

  /** Faults of a request, as sentences; empty if it follows the contract. */
  faultsOf({ method, url, body }: WireRequest): string[] {
    const found = findOperation(this.file, { method, url });
    if (!found) return [`${method} ${url.pathname} is not in the contract`];
    const parameters = parseForm(method === 'POST' ? body : url.search.slice(1), { depth: 10, arrayLimit: 200 });
    const validate = this.validatorOf(`${method} ${found.template}`, schemaOf(found.operation, method));
    if (validate(parameters)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${method} ${found.template}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** Names of fields that an object of this kind may have. */
  fieldsOf(kind: string): ReadonlySet<string> {
    return new Set(Object.keys(this.file.components.schemas?.[kind]?.properties ?? {}));
  }

  private validatorOf(name: string, schema: Schema): ValidateFunction {
    const known = this.validators.get(name);
    if (known) return known;
    const made = this.ajv.compile(closed(schema) as Schema);
    this.validators.set(name, made);
    return made;
  }
}

function schemaOf({ parameters = [], requestBody }: Operation, method: string): Schema {
  if (method !== 'GET') return requestBody?.content['application/x-www-form-urlencoded']?.schema ?? { type: 'object' };
  const query = parameters.flatMap((each) => ('name' in each && each.in === 'query' ? [each] : []));
  return {
    type: 'object',
    properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
    required: query.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** The schema with every object closed, so that an undocumented field is a fault. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable: _nullable, ...inner } = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, closed(value)]),
  );
  const isOpen = inner.type === 'object' && inner.properties !== undefined && inner.additionalProperties === undefined;
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
