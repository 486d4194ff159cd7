import { Ajv2019 } from 'ajv/dist/2019.js';
import {
  type ContractFile,
  findOperation,
  type Operation,
  type Parameter,
  readContract,
  type Schema,
} from './contract-file.ts';
import { closedContract } from './plain-contract-schema.ts';

/** A request as it was sent, and the answer. */
export interface WireRecord {
  method: string;
  url: URL;
  /** Absent if a test does not check them. */
  headers?: Record<string, string>;
  /** The JSON value of the body; undefined without a body. */
  body: unknown;
  answer?: { status: number; text: string };
}

type Given = Record<'path' | 'query', Record<string, string>> & { header: Record<string, string> | undefined };

/** A provider's published contract for JSON over HTTP. */
export class PublishedContract {
  private readonly file: ContractFile;
  private readonly ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true, coerceTypes: false });

  /** @param name of the excerpt under `test/contracts` */
  constructor(name: string) {
    this.file = readContract(name);
    this.ajv.addSchema(closedContract(this.file), 'spec');
  }

  /** Faults of a request and its answer, as sentences; undefined if the contract has no such operation. */
  faultsOf(sent: WireRecord): string[] | undefined {
    const found = findOperation(this.file, sent);
    if (!found) return undefined;
    const { template, operation, variables } = found;
    const at = `spec#/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${sent.method.toLowerCase()}`;
    const given = { path: variables, query: Object.fromEntries(sent.url.searchParams), header: lower(sent.headers) };
    return [
      ...this.parameters(operation, given),
      ...this.body(operation, sent, at),
      ...this.answer(operation, sent, at),
    ];
  }

  private parameters({ parameters = [] }: Operation, given: Given): string[] {
    const known = parameters.map((each) => this.parameter(each));
    const faults = known.flatMap(({ name, in: place, required, schema }) => {
      const values = given[place];
      const text = values?.[place === 'header' ? name.toLowerCase() : name];
      if (text === undefined) return required && values ? [`${name} is missing`] : [];
      return this.isRight(schema, text) ? [] : [`${name} is wrong`];
    });
    const unknown = Object.keys(given.query).filter(
      (name) => !known.some((each) => each.in === 'query' && each.name === name),
    );
    return [...unknown.map((name) => `${name} is not known`), ...faults];
  }

  /** Whether the text of a parameter is a value that its schema accepts. */
  private isRight(schema: Schema, text: string): boolean {
    const isNumber = schema.type === 'integer' || schema.type === 'number';
    const value = schema.type === 'array' ? text.split(',') : isNumber ? Number(text) : text;
    const rule = schema.type === 'boolean' ? { enum: ['true', 'false'] } : rooted(schema);
    return this.ajv.validate(rule, value);
  }

  private body({ requestBody }: Operation, { body }: WireRecord, at: string): string[] {
    if (!requestBody) return body === undefined ? [] : ['a body is not expected'];
    return this.errors(`${at}/requestBody/content/application~1json/schema`, body);
  }

  private answer({ responses = {} }: Operation, { answer }: WireRecord, at: string): string[] {
    if (!answer) return [];
    const status = String(answer.status) in responses ? String(answer.status) : 'default';
    const response = responses[status];
    if (!response) return answer.status >= 400 ? [] : [`status ${answer.status} is not known`];
    if (!response.content) return [];
    return this.errors(`${at}/responses/${status}/content/application~1json/schema`, JSON.parse(answer.text));
  }

  private errors(pointer: string, value: unknown): string[] {
    this.ajv.validate({ $ref: pointer }, value);
    return (this.ajv.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  private parameter(given: Parameter | { $ref: string }): Parameter {
    if (!('$ref' in given)) return given;
    const found = this.file.components.parameters?.[given.$ref.replace('#/components/parameters/', '')];
    if (found) return found;
    throw new Error(`The contract has no parameter "${given.$ref}".`);
  }
}

const lower = (headers: Record<string, string> | undefined) =>
  headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The same schema with references that lead into the contract. */
const rooted = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"spec#/')) as object;
