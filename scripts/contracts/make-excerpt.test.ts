import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { CommandError } from '../command/command-error.ts';
import { EXCERPTS } from './excerpts.ts';
import { formatExcerpt } from './format-excerpt.ts';
import { makeExcerpt } from './make-excerpt.ts';
import { type OpenApiDocument, readDocument } from './openapi-document.ts';

const FOLDER = join(import.meta.dirname, '../../test/contracts');
const json = (schema: object) => ({ content: { 'application/json': { schema, examples: { one: {} } } } });
const DOCUMENT: OpenApiDocument = {
  openapi: '3.0.0',
  info: { title: 'Invented', version: '7' },
  paths: {
    '/books/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', description: 'Prose.' } }],
      get: { parameters: [{ $ref: '#/components/parameters/page' }], responses: { 200: json({ $ref: ref('Book') }) } },
      post: { requestBody: json({ $ref: ref('Title') }), responses: { 200: json({ $ref: ref('Book') }) } },
    },
  },
  components: {
    parameters: { page: { name: 'page', in: 'query', schema: { type: 'integer' } } },
    schemas: {
      Book: {
        type: 'object',
        'x-vendor': true,
        properties: {
          description: { type: 'string', description: 'A field that is called like a keyword.' },
          parts: { type: 'array', items: { $ref: ref('Book') } },
          title: { $ref: ref('Title') },
        },
      },
      Title: { type: 'string', enum: ['x-one', 'two'], example: 'two' },
      Unused: { type: 'string' },
    },
  },
};

function ref(name: string): string {
  return `#/components/schemas/${name}`;
}

describe('makeExcerpt', () => {
  it('keeps an operation with its path parameters and referenced components, without prose', () => {
    expect(makeExcerpt(DOCUMENT, { operations: ['GET /books/{id}'], keep: 'all' })).toEqual({
      openapi: '3.0.0',
      info: { title: 'Invented', version: '7' },
      paths: {
        '/books/{id}': {
          get: {
            parameters: [
              { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
              { $ref: '#/components/parameters/page' },
            ],
            responses: { 200: { content: { 'application/json': { schema: { $ref: ref('Book') } } } } },
          },
        },
      },
      components: {
        parameters: { page: { name: 'page', in: 'query', schema: { type: 'integer' } } },
        schemas: {
          Book: {
            type: 'object',
            properties: {
              description: { type: 'string' },
              parts: { type: 'array', items: { $ref: ref('Book') } },
              title: { $ref: ref('Title') },
            },
          },
          Title: { type: 'string', enum: ['x-one', 'two'] },
        },
      },
    });
  });

  it('keeps requests without responses, and only the field names of a schema', () => {
    const plan = { operations: ['POST /books/{id}'], keep: 'requests', fieldsOf: ['Book'] } as const;
    const { paths, components } = makeExcerpt(DOCUMENT, plan);
    expect(Object.keys(paths['/books/{id}']?.post ?? {})).toEqual(['parameters', 'requestBody']);
    expect(components?.schemas).toEqual({
      Title: { type: 'string', enum: ['x-one', 'two'] },
      Book: { type: 'object', properties: { description: {}, parts: {}, title: {} } },
    });
  });

  it.each([
    [{ operations: ['GET /films'], keep: 'all' } as const, 'no operation "GET /films"'],
    [{ operations: [], keep: 'all', fieldsOf: ['Film'] } as const, 'no schema "Film"'],
  ])('refuses a document that lacks what the plan names: %j', (plan, reason) => {
    expect(() => makeExcerpt(DOCUMENT, plan)).toThrow(reason);
  });
});

describe('readDocument', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'manifold-contracts-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['one.json', JSON.stringify(DOCUMENT)],
    ['one.yaml', stringify(DOCUMENT)],
    ['one.yaml.gz', gzipSync(stringify(DOCUMENT))],
  ])('reads a document from %s', async (name, content) => {
    const path = join(folder, name);
    await writeFile(path, content);
    expect((await readDocument(path)).info).toEqual(DOCUMENT.info);
  });

  it('reads a document from an address, and refuses an address that answers with an error', async () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/one.json' ? 200 : 404).end(JSON.stringify(DOCUMENT));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const at = (path: string) => readDocument(`http://127.0.0.1:${port}${path}`);
    try {
      expect((await at('/one.json')).info).toEqual(DOCUMENT.info);
      await expect(at('/none.json')).rejects.toThrow('answered with status 404');
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('refuses a missing file and a file that is not an OpenAPI document', async () => {
    const other = join(folder, 'other.json');
    await writeFile(other, '{"swagger":"2.0"}');
    await expect(readDocument(other)).rejects.toThrow('is not an OpenAPI 3 document');
    await expect(readDocument(join(folder, 'none.json'))).rejects.toBeInstanceOf(CommandError);
  });
});

describe.each(Object.entries(EXCERPTS))('the excerpt %s', (name, plan) => {
  const read = () => readDocument(join(FOLDER, `${name}.json`));

  it('has the operations that its plan names, and no others', async () => {
    const excerpt = await read();
    const operations = Object.entries(excerpt.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations.sort()).toEqual([...plan.operations].sort());
  });

  it('is what a refresh would write', async () => {
    const excerpt = await read();
    expect(makeExcerpt(excerpt, { ...plan, fieldsOf: plan.fieldsOf ?? [] })).toEqual(excerpt);
    expect(JSON.parse(formatExcerpt(excerpt))).toEqual(excerpt);
  });
});
