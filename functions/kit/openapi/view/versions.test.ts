import { describe, expect, it } from '@jest/globals';
import { buildRequest } from '../request/build-request.ts';
import { compiled, theInput, theOperation, theTool } from '../testing/documents.ts';

const swagger = (parts: Record<string, unknown>) => ({ swagger: '2.0', info: { title: 'T', version: '1' }, ...parts });
const sent = (document: unknown, args: Record<string, unknown>) => {
  const { body, ...request } = buildRequest({
    plan: theTool(document).request,
    baseUrl: 'https://api.example.com',
    args,
  });
  return { ...request, body: body && new TextDecoder().decode(body) };
};

describe('a Swagger 2.0 document', () => {
  const pet = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, owner: { $ref: '#/definitions/Owner' } },
  };
  const parts = {
    host: 'api.example.com',
    basePath: '/v1',
    schemes: ['http', 'https'],
    definitions: {
      Pet: pet,
      Owner: { type: 'object', properties: { pets: { type: 'array', items: { $ref: '#/definitions/Pet' } } } },
    },
  };

  it('has its parameters, whose schemas stand in the parameters themselves', () => {
    const parameters = [
      { name: 'token', in: 'query', required: true, type: 'string' },
      { name: 'ids', in: 'query', type: 'array', items: { type: 'integer' }, collectionFormat: 'pipes' },
      { name: 'tags', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'multi' },
      { name: 'tabs', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'tsv' },
    ];
    const document = swagger({ paths: { '/chat.post': { get: { operationId: 'chat_post', parameters } } } });
    expect(theOperation(document).verdict).toBe('accepted');
    expect(theInput(document)).toMatchObject({
      properties: { token: { type: 'string' }, ids: { type: 'array', items: { type: 'integer' } } },
      required: ['token'],
    });
    expect(sent(document, { token: 't', ids: [1, 2], tags: ['a', 'b'], tabs: ['c', 'd'] }).url).toBe(
      'https://api.example.com/chat.post?token=t&ids=1%7C2&tags=a&tags=b&tabs=c%09d',
    );
  });

  it('has its body as arguments, with definitions', () => {
    const post = {
      consumes: ['application/json'],
      parameters: [{ name: 'pet', in: 'body', required: true, schema: { $ref: '#/definitions/Pet' } }],
    };
    const input = theInput(swagger({ ...parts, paths: { '/pets': { post } } }));
    expect(input).toMatchObject({
      properties: { name: { type: 'string' }, owner: { $ref: '#/$defs/Owner' } },
      required: ['name'],
    });
    expect(Object.keys(input.$defs as object)).toEqual(['Owner', 'Pet']);
  });

  it('has its form fields and files', () => {
    const parameters = [
      { name: 'file', in: 'formData', type: 'file', required: true },
      { name: 'ids', in: 'formData', type: 'array', items: { type: 'integer' } },
    ];
    const upload = swagger({ paths: { '/a': { post: { parameters } } } });
    expect(sent(upload, { file: 'YQ==' }).body).toMatch(/name="file"; filename="file"\r\n.*\r\n\r\na\r\n/);
    const form = swagger({ paths: { '/a': { post: { parameters: parameters.slice(1) } } } });
    expect(sent(form, { ids: [1, 2] })).toMatchObject({
      body: 'ids=1,2',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  it('has its address, credentials and answers', () => {
    const responses = {
      200: { description: 'ok', schema: { $ref: '#/definitions/Pet' } },
      default: { description: 'error' },
    };
    const document = swagger({
      ...parts,
      produces: ['application/json'],
      securityDefinitions: { basic: { type: 'basic' } },
      security: [{ basic: [] }],
      paths: { '/pets': { get: { responses } } },
    });
    expect(compiled(document).connection).toMatchObject({
      servers: [{ url: 'https://api.example.com/v1' }, { url: 'http://api.example.com/v1' }],
      schemes: [{ name: 'basic', kind: 'basic', toFillIn: ['user name', 'password'] }],
    });
    expect(theTool(document)).toMatchObject({
      output: { root: { $ref: '#/$defs/Pet' } },
      responses: { accept: 'application/json' },
      security: [{ basic: [] }],
    });
  });
});

describe('an OpenAPI 3.2 document', () => {
  const document = (paths: unknown, more = {}) => ({
    openapi: '3.2.0',
    info: { title: 'T', version: '1' },
    paths,
    ...more,
  });

  it('has the method QUERY, and methods of its own', () => {
    const { operations } = compiled(
      document({ '/a': { query: { operationId: 'ask' }, additionalOperations: { COPY: { operationId: 'copy' } } } }),
    );
    expect(operations.map(({ method, tool }) => [method, tool?.name, tool?.annotations.readOnlyHint])).toEqual([
      ['QUERY', 'ask', true],
      ['COPY', 'copy', false],
    ]);
  });

  it('has the whole query as one argument', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const content = { 'application/x-www-form-urlencoded': { schema } };
    const parameters = [{ name: 'selector', in: 'querystring', content }];
    expect(sent(document({ '/a': { get: { parameters } } }), { selector: { a: 'x y' } }).url).toBe(
      'https://api.example.com/a?a=x%20y',
    );
  });

  it('has cookies that are written as they are', () => {
    const parameters = [{ name: 'c', in: 'cookie', style: 'cookie', schema: { type: 'string' } }];
    expect(sent(document({ '/a': { get: { parameters } } }), { c: 'a/b=' }).headers).toEqual({ cookie: 'c=a/b=' });
  });

  it('has streams by their items, and references that begin with its own address', () => {
    const itemSchema = { $ref: 'https://example.com/api#/components/schemas/Event' };
    const requestBody = { required: true, content: { 'application/jsonl': { itemSchema } } };
    const more = {
      $self: 'https://example.com/api',
      components: { schemas: { Event: { type: 'object', properties: { a: { type: 'integer' } } } } },
    };
    const stream = document({ '/a': { post: { requestBody } } }, more);
    expect(theInput(stream).properties).toEqual({ body: { type: 'array', items: { $ref: '#/$defs/Event' } } });
    expect(sent(stream, { body: [{ a: 1 }, { a: 2 }] }).body).toBe('{"a":1}\n{"a":2}\n');
  });
});
