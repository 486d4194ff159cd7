import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import sandbox from '../../../sandboxes/alpaca/sandbox.ts';
import { dataOf, type Lab, openLab, type SentRequest } from './testing/lab.ts';

/** Alpaca's published specifications; they are no part of this repository and lie beside it where they are at hand. */
const FOLDER = resolve(import.meta.dirname, '../../../../shared/data/contracts');
const FILES = ['alpaca-trading-api.json', 'alpaca-market-data-api.json'].map((name) => resolve(FOLDER, name));

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Record<string, unknown>;
}
interface Operation {
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Spec {
  paths: Record<string, Record<string, Operation>>;
}

const isThere = FILES.every((file) => existsSync(file));
const title = isThere ? 'the contract' : 'the contract (skipped: the specifications are not beside the repository)';
const suite = isThere ? describe : describe.skip;

/** One specification with all that it takes to hold a request to it. */
class Contract {
  private readonly spec: Spec;
  private readonly ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: false });

  constructor(file: string) {
    this.spec = JSON.parse(readFileSync(file, 'utf8')) as Spec;
    this.ajv.addSchema(this.spec, 'spec');
  }

  /** Faults of a request and its answer in words; undefined where the path is none of this specification. */
  faultsOf(sent: SentRequest): string[] | undefined {
    const method = sent.method.toLowerCase();
    for (const [path, item] of Object.entries(this.spec.paths)) {
      const pattern = path.replace(/\{\w+\}/g, '([^/:]+)').replaceAll('.', '\\.');
      const operation = item[method];
      if (!operation || !new RegExp(`^${pattern}$`).test(sent.url.pathname)) continue;
      const at = `spec#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`;
      return [...this.query(operation, sent), ...this.body(operation, sent, at), ...this.answer(operation, sent, at)];
    }
    return undefined;
  }

  private query({ parameters = [] }: Operation, { url }: SentRequest): string[] {
    const known = parameters.map((each) => this.parameter(each)).filter((each) => each.in === 'query');
    const given = [...url.searchParams.keys()];
    const missing = known.filter(({ name, required }) => required && !given.includes(name));
    const wrong = known.filter(({ name, schema }) => {
      const text = url.searchParams.get(name);
      if (text === null) return false;
      const isNumber = schema.type === 'integer' || schema.type === 'number';
      const value = schema.type === 'array' ? text.split(',') : isNumber ? Number(text) : text;
      const rule = schema.type === 'boolean' ? { enum: ['true', 'false'] } : rooted(schema);
      return !this.ajv.validate(rule, value);
    });
    return [
      ...given.filter((name) => !known.some((each) => each.name === name)).map((name) => `${name} is not known`),
      ...missing.map(({ name }) => `${name} is missing`),
      ...wrong.map(({ name }) => `${name} is wrong`),
    ];
  }

  private body({ requestBody }: Operation, { body }: SentRequest, at: string): string[] {
    if (!requestBody) return body === undefined ? [] : ['a body is not expected'];
    const pointer = `${at}/requestBody/content/application~1json/schema`;
    const { properties = {} } = this.at(pointer) as { properties?: object };
    const unknown = Object.keys(body as object).filter((name) => !(name in properties));
    return [...unknown.map((name) => `${name} is not known`), ...this.errors(pointer, body)];
  }

  private answer({ responses }: Operation, { answer }: SentRequest, at: string): string[] {
    if (!answer || answer.status >= 400) return [];
    const response = responses[String(answer.status)];
    if (!response) return [`status ${answer.status} is not known`];
    if (!response.content) return [];
    return this.errors(`${at}/responses/${answer.status}/content/application~1json/schema`, JSON.parse(answer.text));
  }

  private errors(pointer: string, value: unknown): string[] {
    this.ajv.validate({ $ref: pointer }, value);
    return (this.ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  private parameter(given: Parameter | { $ref: string }): Parameter {
    return '$ref' in given ? (this.at(`spec${given.$ref}`) as Parameter) : given;
  }

  private at(pointer: string): unknown {
    const [, path = ''] = pointer.split('#/');
    return path
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], this.spec);
  }
}

/** The same schema with references that lead into the specification. */
const rooted = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"spec#/')) as object;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab(sandbox);
});
afterAll(() => lab.stop());

suite(title, () => {
  const contracts = isThere ? FILES.map((file) => new Contract(file)) : [];
  const faultsOf = (request: SentRequest): string[] => {
    const answers = contracts.map((contract) => contract.faultsOf(request)).filter((each) => each !== undefined);
    return (answers[0] ?? ['the path is not known']).map(
      (fault) => `${request.method} ${request.url.pathname}: ${fault}`,
    );
  };
  const sentBy = async (work: () => Promise<unknown>) => {
    const before = lab.sent.length;
    await work();
    const sent = lab.sent.slice(before);
    expect(sent.length).toBeGreaterThan(0);
    return sent;
  };

  const waits = { symbol: 'BND', side: 'buy', quantity: '1', time_in_force: 'gtc' };
  const orders: [string, Record<string, unknown>][] = [
    ['at the market', { symbol: 'VTI', side: 'buy', quantity: '3' }],
    ['by notional', { symbol: 'VTI', side: 'sell', notional: '10.55' }],
    ['with a limit', { ...waits, order_type: 'limit', limit_price: '1.25', extended_hours: true }],
    ['with a stop', { ...waits, order_type: 'stop', stop_price: '90.25' }],
    ['with both', { ...waits, order_type: 'stop_limit', stop_price: '90', limit_price: '91' }],
    ['that trails', { ...waits, order_type: 'trailing_stop', trail_price: '2.5' }],
    ['that trails by percent', { ...waits, order_type: 'trailing_stop', trail_percent: '1.5' }],
  ];
  it.each(orders)('is kept by orders %s, and by what the stand-in answers', async (_, order) => {
    const sent = await sentBy(async () => {
      await lab.effect('execute_trade', order);
      await lab.run('execute_trade', order);
    });
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by cancelling and by looking up', async () => {
    const order = { ...waits, order_type: 'limit', limit_price: '1.25' };
    const sent = await sentBy(async () => {
      const { order_id } = dataOf(await lab.run('execute_trade', order));
      await lab.run('cancel_order', { order_id });
      await lab.read(`investments://lab:ada/orders?cursor=${order_id}`);
      await lab.answer({ kind: 'look-up', tool: 'execute_trade', version: '1.0.0', arguments: order });
    });
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by portfolios', async () => {
    const args = { risk_profile: 'growth', initial_investment: '500.00' };
    const sent = await sentBy(async () => {
      await lab.run('plan_portfolio', args);
      await lab.run('create_portfolio', args);
    });
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    'lab:ada/portfolio/summary',
    'lab:ada/portfolio/holdings',
    'lab:ada/orders?status=open',
    'lab:ada/performance?period=3M',
    'market-data/VTI',
    'market-data/VTI?interval=15Min&limit=2',
    'market-data/VTI?interval=1Month&cursor=2',
  ])('is kept by reading %s', async (path) => {
    const sent = await sentBy(() => lab.read(`investments://${path}`));
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    ['POST', '/v2/orders?extra=1', { type: 'market', time_in_force: 'soon', colour: 'red' }, 3],
    ['POST', '/v2/orders', {}, 2],
    ['GET', '/v2/orders?status=lost', undefined, 1],
    ['GET', '/v2/stocks/VTI/bars', undefined, 1],
    ['GET', '/v2/nothing', undefined, 1],
  ])('would be noticed to be broken by %s %s', (method, path, body, faults) => {
    expect(faultsOf({ method, url: new URL(path, 'http://x'), body })).toHaveLength(faults);
  });

  it('would be noticed to be broken by an answer', () => {
    const wrong = { status: 200, text: '{"id":5,"status":"HAPPY"}' };
    const request = { method: 'GET', url: new URL('http://x/v2/account'), body: undefined };
    expect(faultsOf({ ...request, answer: wrong })).toHaveLength(2);
    expect(faultsOf({ ...request, answer: { status: 299, text: '{}' } })).toHaveLength(1);
  });
});
