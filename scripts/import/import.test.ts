import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { diffDocuments } from './diff-documents.ts';
import { preview } from './preview.ts';
import { readSource } from './read-source.ts';
import { importSettings } from './settings.ts';

const DOCUMENT = `openapi: 3.1.0
info: {title: "<b>Pets</b>", version: "1"}
servers: [{url: "https://{region}.example.com", variables: {region: {default: eu}}}]
paths:
  /pets/{id}:
    get: {operationId: findPet, summary: Finds a pet}
    put:
      operationId: setPet
      requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: colour}}}}}}
  /bad: {get: {parameters: [{$ref: "https://example.com/p"}]}}
`;
const options = { json: false, html: false, notes: false, budget: '25000', 'max-mb': '64' };
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  file = join(folder, 'api.yaml');
  writeFileSync(file, DOCUMENT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the preview of an import', () => {
  it('is a table with verdicts, reasons and pointers', () => {
    const table = preview(file, importSettings(options));
    expect(table).toMatch(/3 operations: 1 \(33.3 %\) accepted, 1 \(33.3 %\) lossy, 1 \(33.3 %\) refused/);
    expect(table).toMatch(/^accepted\s+findPet\s+GET \/pets\/\{id\}\s+1\s+\d+/m);
    expect(table).toMatch(/refusal remote-reference: .*\n\s+#\/paths\/~1bad\/get\/parameters\/0/);
    expect(table).toMatch(/server https:\/\/\{region\}\.example\.com with region=eu/);
    expect(table).toMatch(/Notes, told by --notes: undeclared-path-parameter 2/);
  });

  it('is JSON with the input schemas, for a provider if one is named', () => {
    const report = JSON.parse(
      preview(file, importSettings({ ...options, json: true, profile: 'openai-strict', bundle: 'pets' })),
    );
    expect(report).toMatchObject({
      bundle: 'pets',
      profile: 'openai-strict',
      verdicts: { accepted: 1, lossy: 1, refused: 1 },
    });
    expect(report.operations[0].tool.inputSchema).toMatchObject({ required: ['id'], additionalProperties: false });
  });

  it('is a page that loads nothing and takes no markup from the document', () => {
    const page = preview(file, importSettings({ ...options, html: true }));
    expect(page).toContain('&#60;b&#62;Pets');
    expect(page).not.toContain('<b>Pets');
    expect(page).not.toMatch(/<(link|img|script src)|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  it('reads folders, and follows no link out of them', () => {
    const several = join(folder, 'several');
    mkdirSync(join(several, 'parts'), { recursive: true });
    writeFileSync(
      join(several, 'openapi.json'),
      '{"openapi": "3.1.0", "paths": {"/a": {"$ref": "parts/a.json"}, "/b": {"$ref": "parts/b.json"}}}',
    );
    writeFileSync(join(several, 'parts', 'a.json'), '{"get": {"operationId": "getA"}}');
    symlinkSync(file, join(several, 'parts', 'b.json'));
    expect(preview(several, importSettings(options))).toMatch(
      /2 operations: 1 \(50.0 %\) accepted.*1 \(50.0 %\) refused/,
    );
    expect([...readSource(several, 1_000).keys()].sort()).toEqual(['openapi.json', 'parts/a.json']);
  });

  it.each([
    [{ profile: 'llama' }, /use one of anthropic, openai/],
    [{ bundle: 'No Name' }, /small letters/],
    [{ budget: 'much' }, /no number above 0/],
    [{ json: true, html: true }, /one of --json and --html/],
  ])('refuses the options %j and says what would be right', (wrong, message) => {
    expect(() => importSettings({ ...options, ...wrong })).toThrow(message);
  });

  it('says which limit a file is over', () => {
    expect(() => preview(file, importSettings({ ...options, 'max-mb': '0.0001' }))).toThrow(/raise --max-mb/);
    expect(() => preview(join(folder, 'none.yaml'), importSettings(options))).toThrow(/There is no file or folder/);
  });
});

describe('the difference of two versions', () => {
  it('is a table, a page or JSON', () => {
    const next = join(folder, 'next.yaml');
    writeFileSync(
      next,
      DOCUMENT.replace(
        'operationId: findPet,',
        'operationId: findPet, parameters: [{name: q, in: query, required: true, schema: {type: string}}],',
      ),
    );
    const table = diffDocuments(file, next, importSettings(options));
    expect(table).toMatch(/1 breaking, 0 removed, 0 added, 0 compatible, 2 unchanged/);
    expect(table).toMatch(/breaking: "q" is new and required\. \/input\/properties\/q/);
    expect(diffDocuments(file, next, importSettings({ ...options, html: true }))).toContain('data-verdict="breaking"');
    expect(JSON.parse(diffDocuments(file, next, importSettings({ ...options, json: true }))).counts.breaking).toBe(1);
  });
});
