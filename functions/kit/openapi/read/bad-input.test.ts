import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { compileDocument } from '../compile.ts';
import { OpenApiError } from '../openapi-error.ts';
import { compiled, documentOf, theOperation, withBody } from '../testing/documents.ts';
import { READ_LIMITS } from './limits.ts';
import { unzip } from './unzip.ts';

/** The error that a text of a document gives. */
function errorOf(text: string | Uint8Array, file = 'api.yaml', limits = {}): OpenApiError {
  try {
    compileDocument(new Map([[file, text]]), { limits });
  } catch (error) {
    if (error instanceof OpenApiError) return error;
    throw error;
  }
  throw new Error('The document was read.');
}

const HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n';

describe('a document that is not right', () => {
  it.each<[string, string | Uint8Array, string, RegExp]>([
    ['is cut off in YAML', `${HEAD}paths: {/a: {get: {operationId: "x`, 'api.yaml', /not valid YAML: .* \(line 3/],
    ['is cut off in JSON', '{"openapi": "3.1.0", "info": {', 'api.json', /not valid JSON: at line 1, column \d+/],
    ['is no text', new Uint8Array([0xff, 0xfe, 0x00, 0x80]), 'api.json', /not UTF-8/],
    ['is empty', '', 'api.yaml', /not an object/],
    ['is a list', '[]', 'api.json', /not an object/],
    ['says no version', 'paths: {}', 'api.yaml', /neither "openapi" nor "swagger"/],
    ['is of another kind', 'asyncapi: 3.0.0', 'api.yaml', /It is an AsyncAPI document/],
    ['has a version of the future', 'openapi: 4.0.0\npaths: {}', 'api.yaml', /version "4.0.0" is not one/],
    [
      'says 2.0 and is 3',
      'swagger: "2.0"\npaths: {}\ncomponents: {schemas: {}}',
      'api.yaml',
      /says that it is Swagger 2.0, but/,
    ],
    [
      'says 3.0 and is 2',
      'openapi: 3.0.0\npaths: {}\nhost: a\ndefinitions: {}',
      'api.yaml',
      /says that it is OpenAPI 3.0.0, but/,
    ],
    ['has a key twice', `${HEAD}paths: {}\npaths: {}`, 'api.yaml', /Map keys must be unique/],
    ['has a member that would change prototypes', '{"openapi": "3.1.0", "__proto__": {}}', 'api.json', /__proto__/],
  ])('that %s is refused, and the message names the place', (_, text, file, message) => {
    const error = errorOf(text, file);
    expect(error.message).toMatch(message);
    expect(error.code).toBe('E2001');
  });

  it('that multiplies itself by YAML anchors is refused before it grows', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(', ')}]`,
    );
    const error = errorOf(`${HEAD}l0: &l0 [a, a]\n${levels.join('\n')}\npaths: {}`);
    expect(error).toMatchObject({ code: 'E2006', message: expect.stringMatching(/repeats a YAML anchor too often/) });
  });

  it('that contains itself by a YAML anchor is refused', () => {
    expect(errorOf(`${HEAD}x-a: &a {b: *a}\npaths: {}`).code).toMatch(/^E200[16]$/);
  });

  it('that is nested too deep is refused without a crash', () => {
    const error = errorOf(`{"openapi": "3.1.0", "paths": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'api.json');
    expect(error).toMatchObject({ code: 'E2006', message: expect.stringMatching(/deeper than 200 levels/) });
  });

  it('that is too large is refused, and read with a raised limit', () => {
    const text = JSON.stringify(withBody({ type: 'string', enum: ['a'.repeat(2_000)] }));
    const error = errorOf(text, 'api.json', { maxBytes: 1_024 });
    expect(error).toMatchObject({ code: 'E2006', details: { expectedFormat: expect.stringMatching(/can be raised/) } });
    expect(compileDocument(new Map([['api.json', text]])).operations).toHaveLength(1);
  });

  it('with 10 MB of one enum is read, and its tool says how large it is', () => {
    const values = Array.from({ length: 500_000 }, (_, index) => `value-of-an-enum-${index}`);
    const { verdict, tool } = theOperation(
      withBody({ type: 'object', properties: { a: { type: 'string', enum: values } } }),
    );
    expect(verdict).toBe('accepted');
    expect(JSON.stringify(tool?.input.root).length).toBeGreaterThan(10_000_000);
  });

  it('with circular references is read, and each circle is reported', () => {
    const schemas = {
      A: { $ref: '#/components/schemas/B' },
      B: { $ref: '#/components/schemas/A' },
      C: { allOf: [{ $ref: '#/components/schemas/C' }] },
    };
    const properties = { a: { $ref: '#/components/schemas/A' }, c: { $ref: '#/components/schemas/C' } };
    const operation = theOperation(withBody({ type: 'object', properties }, { components: { schemas } }));
    expect(operation.verdict).toBe('lossy');
    expect(operation.findings.map(({ code }) => code).sort()).toEqual(['circular-all-of', 'circular-reference']);
  });

  it('with an operationId twice gives two names, and says so', () => {
    const { operations, findings } = compiled(
      documentOf({ paths: { '/a': { get: { operationId: 'x1' } }, '/b': { get: { operationId: 'x1' } } } }),
    );
    const names = operations.map(({ tool }) => tool?.name);
    expect(new Set(names).size).toBe(2);
    expect(findings).toMatchObject([{ code: 'duplicate-operation-id', pointer: '#/paths/~1b/get' }]);
  });

  it('with paths that differ in parameter names alone keeps both, and says so', () => {
    const { operations, findings } = compiled(documentOf({ paths: { '/a/{x}': { get: {} }, '/a/{y}': { get: {} } } }));
    expect(operations.map(({ tool }) => tool?.name)).toEqual(['get_a_x', 'get_a_y']);
    expect(findings).toMatchObject([{ code: 'same-path', pointer: '#/paths/~1a~1%7By%7D' }]);
  });
});

describe('a document of several files', () => {
  const files = (more: Record<string, string>) =>
    new Map(Object.entries({ 'openapi.yaml': `${HEAD}paths:\n  /a:\n    $ref: paths/a.yaml\n`, ...more }));

  it('is read by relative references', () => {
    const document = compileDocument(
      files({
        'paths/a.yaml':
          'post:\n  operationId: makeA\n  requestBody: {required: true, content: {application/json: {schema: {$ref: ../schemas.json#/A}}}}\n',
        'schemas.json':
          '{"A": {"type": "object", "properties": {"b": {"$ref": "#/B"}}}, "B": {"type": "object", "properties": {"b": {"$ref": "#/B"}}}}',
      }),
    );
    const [{ verdict, tool, pointer } = { verdict: '', pointer: '' }] = document.operations;
    expect([verdict, tool?.name, pointer]).toEqual(['accepted', 'makeA', 'paths/a.yaml#/post']);
  });

  it.each([
    ['../secret.yaml', 'outside-reference'],
    ['/etc/passwd', 'outside-reference'],
    ['https://example.com/a.yaml', 'remote-reference'],
    ['missing.yaml', 'missing-file'],
  ])('refuses the operation behind %s, and nothing is fetched', (ref, code) => {
    const { operations } = compileDocument(
      new Map([['openapi.yaml', `${HEAD}paths:\n  /a: {$ref: "${ref}"}\n  /b: {get: {}}\n`]]),
    );
    expect(operations.map(({ verdict }) => verdict)).toEqual(['refused', 'accepted']);
    expect(operations[0]?.findings[0]?.code).toBe(code);
  });

  it('reports what it does not check behind a remote schema', () => {
    const operation = theOperation(
      withBody({ type: 'object', properties: { a: { $ref: 'https://example.com/a.json' } } }),
    );
    expect(operation).toMatchObject({ verdict: 'lossy', findings: [{ severity: 'loss', code: 'remote-reference' }] });
  });

  it('is read from a zip archive with a folder around it', () => {
    const archive = zipSync({
      'api/openapi.yaml': strToU8(`${HEAD}paths: {/a: {get: {}}}`),
      'api/readme.txt': strToU8('x'),
    });
    expect(compileDocument(unzip(archive, READ_LIMITS)).operations).toHaveLength(1);
  });

  it('is refused if a path of the archive leaves it, the archive is cut off, or it unpacks to too much', () => {
    const outside = unzip(zipSync({ '../openapi.yaml': strToU8(HEAD) }), READ_LIMITS);
    expect(() => compileDocument(outside)).toThrow(/leaves the folder/);
    const archive = zipSync({ 'a.json': new Uint8Array(5_000_000) });
    expect(() => unzip(archive.slice(0, archive.length - 30), READ_LIMITS)).toThrow(/cannot be read/);
    expect(() => unzip(archive, { ...READ_LIMITS, maxBytes: 1_000_000 })).toThrow(/more than 1000000 bytes/);
  });

  it('has to say which file to begin with, if several could be it', () => {
    const two = new Map([
      ['a.yaml', `${HEAD}paths: {}`],
      ['b.yaml', `${HEAD}paths: {/b: {get: {}}}`],
    ]);
    expect(() => compileDocument(two)).toThrow(/Several files are documents: a.yaml, b.yaml/);
    expect(compileDocument(two, { root: 'b.yaml' }).operations).toHaveLength(1);
  });
});
