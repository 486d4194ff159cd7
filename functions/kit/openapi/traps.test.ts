import { describe, expect, it } from '@jest/globals';
import { buildRequest } from './request/build-request.ts';
import { wholeSchema } from './schema/definitions.ts';
import {
  compiled,
  documentOf,
  theInput,
  theOperation,
  theTool,
  withBody,
  withParameters,
} from './testing/documents.ts';

const text = { type: 'string' };
const schemas = (named: Record<string, unknown>) => ({ components: { schemas: named } });

describe('what other importers lose or break on', () => {
  it('keeps the rest of a document if one operation cannot be read', () => {
    const { operations } = compiled(
      documentOf({
        paths: {
          '/good': { get: { operationId: 'good' } },
          '/bad': { get: { operationId: 'bad', parameters: [{ $ref: '#/components/parameters/Missing' }] } },
        },
      }),
    );
    expect(operations.map(({ verdict, tool }) => [verdict, tool?.name])).toEqual([
      ['accepted', 'good'],
      ['refused', undefined],
    ]);
    expect(operations[1]?.findings).toMatchObject([
      { severity: 'refusal', code: 'missing-reference', pointer: '#/paths/~1bad/get/parameters/0' },
    ]);
  });

  it('keeps a document with one wrong schema, and reports which parts are unchecked', () => {
    const operation = theOperation(withBody({ type: 'object', properties: { a: { type: 'colour' }, b: text } }));
    expect(operation.verdict).toBe('lossy');
    expect(operation.findings).toMatchObject([
      { severity: 'loss', code: 'unknown-type', pointer: expect.stringMatching(/properties\/a\/type$/) },
    ]);
  });

  it('keeps circular references as references to one definition', () => {
    const input = theInput(
      withBody(
        { $ref: '#/components/schemas/Node' },
        schemas({ Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } } }),
      ),
    );
    expect(input.properties).toEqual({ next: { $ref: '#/$defs/Node' } });
    expect(Object.keys(input.$defs as object)).toEqual(['Node']);
    expect(() => JSON.stringify(input)).not.toThrow();
  });

  it('reaches references inside oneOf and allOf, and leaves none dangling', () => {
    const named = {
      Filter: { oneOf: [{ $ref: '#/components/schemas/And' }, { $ref: '#/components/schemas/Term' }] },
      And: { type: 'object', properties: { and: { type: 'array', items: { $ref: '#/components/schemas/Filter' } } } },
      Term: { type: 'object', properties: { field: { $ref: '#/components/schemas/Field' } } },
      Field: { type: 'string', enum: Array.from({ length: 20 }, (_, index) => `field${index}`) },
      Unused: { type: 'object' },
    };
    const input = theInput(
      withBody({ type: 'object', properties: { filter: { $ref: '#/components/schemas/Filter' } } }, schemas(named)),
    );
    const refs = [...JSON.stringify(input).matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name]) => name);
    expect(Object.keys(input.$defs as object).sort()).toEqual([...new Set(refs)].sort());
    expect(input.$defs).not.toHaveProperty('Unused');
  });

  it('leads a reference to a path into the document', () => {
    const schema = { $ref: '#/paths/~1other/get/responses/200/content/application~1json/schema' };
    const answer = {
      200: { content: { 'application/json': { schema: { type: 'object', properties: { a: schema } } } } },
    };
    const document = withBody({ type: 'object', properties: { a: schema } });
    const { operations } = compiled({
      ...document,
      paths: { ...(document.paths as object), '/other': { get: { responses: answer } } },
    });
    expect(operations.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted']);
  });

  it('keeps parameters of the same name in path, query, header and body apart', () => {
    const document = documentOf({
      paths: {
        '/variables/{name}': {
          patch: {
            operationId: 'update',
            parameters: [
              { name: 'name', in: 'path', required: true, schema: text },
              { name: 'name', in: 'query', schema: text },
              { name: 'name', in: 'header', schema: text },
            ],
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { type: 'object', properties: { name: text, value: text } } } },
            },
          },
        },
      },
    });
    const tool = theTool(document);
    const args = { name: 'body', name_path: 'path', name_query: 'query', name_header: 'header', value: 'v' };
    expect(Object.keys(theInput(document).properties as object).sort()).toEqual(Object.keys(args).sort());
    const request = buildRequest({ plan: tool.request, baseUrl: 'https://api.example.com', args });
    expect(request).toMatchObject({
      method: 'PATCH',
      url: 'https://api.example.com/variables/path?name=query',
      headers: { name: 'header' },
    });
    expect(JSON.parse(new TextDecoder().decode(request.body))).toEqual({ name: 'body', value: 'v' });
  });

  it('gives a body that is no object the name body, and a parameter of that name a suffix', () => {
    const requestBody = { required: true, content: { 'application/json': { schema: { type: 'array', items: text } } } };
    const parameters = [{ name: 'body', in: 'query', schema: text }];
    const input = theInput(documentOf({ paths: { '/a': { post: { parameters, requestBody } } } }));
    expect(input.properties).toEqual({ body_query: text, body: { type: 'array', items: text } });
    expect(input.required).toEqual(['body']);
  });

  it('takes parameters that stand at the path, and lets the operation replace one', () => {
    const document = documentOf({
      paths: {
        '/a/{id}': {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: text },
            { name: 'limit', in: 'query', schema: { type: 'integer' } },
          ],
          get: {
            operationId: 'get',
            parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 5 } }],
          },
        },
      },
    });
    expect(theInput(document).properties).toEqual({ id: text, limit: { type: 'integer', maximum: 5 } });
  });

  it('takes an operation without operationId', () => {
    expect(theTool(documentOf({ paths: { '/pets/{id}/toys': { get: {} } } })).name).toBe('get_pets_id_toys');
  });

  it('refuses arguments that lead to another path, and encodes all that is reserved', () => {
    const { request: plan } = theTool(
      withParameters([{ name: 'id', in: 'path', required: true, schema: text }], '/files/{id}'),
    );
    const url = (id: string) => buildRequest({ plan, baseUrl: 'https://api.example.com/v1', args: { id } }).url;
    expect(url('a/../b?c#d')).toBe('https://api.example.com/v1/files/a%2F..%2Fb%3Fc%23d');
    for (const id of ['..', '.', '']) expect(() => url(id)).toThrow(/"id" cannot be sent/);
  });

  it('lets no argument set headers of the connection or break a header', () => {
    const document = withParameters(
      ['Authorization', 'Host', 'Connection', 'X-Trace'].map((name) => ({ name, in: 'header', schema: text })),
    );
    expect(Object.keys(theInput(document).properties as object)).toEqual(['X_Trace']);
    expect(theOperation(document).findings.map(({ code }) => code)).toEqual([
      'refused-header',
      'refused-header',
      'refused-header',
    ]);
    const { request: plan } = theTool(document);
    expect(() => buildRequest({ plan, baseUrl: 'https://a', args: { X_Trace: 'a\r\nHost: b' } })).toThrow(
      /printable ASCII/,
    );
  });

  it('sends cookies, deep objects and lists as the document says', () => {
    const document = withParameters([
      { name: 'session', in: 'cookie', schema: text },
      {
        name: 'filter',
        in: 'query',
        style: 'deepObject',
        explode: true,
        schema: { type: 'object', properties: { a: text, b: { type: 'array', items: text } } },
      },
      { name: 'ids', in: 'query', explode: false, schema: { type: 'array', items: { type: 'integer' } } },
    ]);
    const { request: plan } = theTool(document);
    const args = { session: 'x y', filter: { a: '1', b: ['2'] }, ids: [1, 2] };
    expect(buildRequest({ plan, baseUrl: 'https://api.example.com', args })).toEqual({
      method: 'GET',
      url: 'https://api.example.com/things?filter%5Ba%5D=1&filter%5Bb%5D%5B0%5D=2&ids=1,2',
      headers: { cookie: 'session=x%20y' },
    });
  });

  it('names an argument with brackets so that every provider takes it', () => {
    const document = withParameters([
      { name: 'filter[status]', in: 'query', schema: text },
      { name: '$top', in: 'query', schema: { type: 'integer' } },
    ]);
    const { request: plan } = theTool(document);
    expect(buildRequest({ plan, baseUrl: 'https://a', args: { filter_status: 'open', top: 3 } }).url).toBe(
      'https://a/things?filter%5Bstatus%5D=open&%24top=3',
    );
  });

  it('takes uploads as base64 or as a resource', () => {
    const schema = { type: 'object', properties: { file: { type: 'string', format: 'binary' }, note: text } };
    const requestBody = { required: true, content: { 'multipart/form-data': { schema } } };
    const { request: plan } = theTool(documentOf({ paths: { '/upload': { post: { requestBody } } } }, '3.0.3'));
    const resources = new Map([['docs://a', new TextEncoder().encode('bytes')]]);
    const sent = (file: unknown) =>
      new TextDecoder().decode(buildRequest({ plan, baseUrl: 'https://a', args: { file, note: 'n' }, resources }).body);
    expect(sent('Ynl0ZXM=')).toBe(sent({ resource: 'docs://a' }));
    expect(sent('Ynl0ZXM=')).toMatch(
      /name="file"; filename="file"\r\nContent-Type: application\/octet-stream\r\n\r\nbytes\r\n/,
    );
  });

  it('keeps variants under a property instead of at the top', () => {
    const oneOf = [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }];
    const discriminator = {
      propertyName: 'kind',
      mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
    };
    const animal = (...names: string[]) => ({
      type: 'object',
      properties: { kind: { type: 'string', enum: names } },
      required: ['kind'],
    });
    const operation = withBody({ oneOf, discriminator }, schemas({ Cat: animal('cat'), Dog: animal('dog') }));
    expect(theOperation(operation).verdict).toBe('accepted');
    expect(theInput(operation).properties).toEqual({
      body: {
        oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }],
        description: '"kind" selects the variant: cat (Cat), dog (Dog).',
      },
    });
  });

  it('offers the variants of a base type with a discriminator', () => {
    const named = {
      Base: { type: 'object', properties: { kind: text }, required: ['kind'], discriminator: { propertyName: 'kind' } },
      One: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', properties: { one: text } }] },
      Two: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', properties: { two: text } }] },
    };
    const { $defs } = theInput(
      withBody({ type: 'object', properties: { base: { $ref: '#/components/schemas/Base' } } }, schemas(named)),
    );
    expect($defs).toMatchObject({
      Base: { anyOf: [{ $ref: '#/$defs/One' }, { $ref: '#/$defs/Two' }, { type: 'object' }] },
      One: { properties: { kind: text, one: text }, required: ['kind'] },
    });
  });

  it('keeps a long operationId within 45 characters, and one that begins with a digit a name', () => {
    const paths = {
      '/a': { get: { operationId: 'listAllOfTheVeryManyThingsThatAnAccountHasEverSeen' } },
      '/b': { get: { operationId: '2fa-enable' } },
    };
    const names = compiled(documentOf({ paths })).operations.map(({ tool }) => tool?.name ?? '');
    expect(names).toEqual([expect.stringMatching(/^listAllOfTheVeryManyThingsThatAn_[0-9a-f]{6}$/), 'get_2fa_enable']);
  });

  it('keeps the schema of an answer that is no object, without wrapping it', () => {
    const responses = {
      200: { description: 'ok', content: { 'application/json': { schema: { type: 'array', items: text } } } },
      404: { description: 'No such thing' },
    };
    const { output, responses: plan } = theTool(documentOf({ paths: { '/a': { get: { responses } } } }));
    expect(output && wholeSchema(output)).toEqual({ type: 'array', items: text });
    expect(plan).toMatchObject({
      accept: 'application/json',
      errors: [{ status: '404', description: 'No such thing' }],
    });
  });

  it('says what a person has to fill in: servers with variables, and credentials', () => {
    const servers = [
      { url: 'https://{region}.example.com', variables: { region: { default: 'eu', enum: ['eu', 'us'] } } },
    ];
    const securitySchemes = {
      key: { type: 'apiKey', in: 'query', name: 'token' },
      oauth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://a/token', scopes: { read: '' } } } },
    };
    const document = {
      ...withParameters([{ name: 'token', in: 'query', schema: text }]),
      servers,
      components: { securitySchemes },
    };
    expect(compiled(document).connection).toMatchObject({
      servers: [
        { url: 'https://{region}.example.com', variables: [{ name: 'region', default: 'eu', values: ['eu', 'us'] }] },
      ],
      schemes: [
        { name: 'key', kind: 'apiKey', in: 'query', parameter: 'token', toFillIn: ['API key'] },
        { name: 'oauth', kind: 'oauth2', tokenUrls: { clientCredentials: 'https://a/token' }, scopes: ['read'] },
      ],
    });
    expect(theInput(document).properties).toEqual({});
  });
});
