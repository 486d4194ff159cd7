import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportReport } from '../../functions/kit/openapi/index.ts';
import { diffDocuments } from './diff-documents.ts';
import { preview } from './preview.ts';
import { readSource } from './read-source.ts';
import { type ImportSettings, importSettings } from './settings.ts';

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
const SETTINGS: ImportSettings = {
  output: 'table',
  notes: false,
  budget: 25_000,
  maxBytes: 64 * 1_048_576,
  root: undefined,
  bundle: undefined,
  profile: undefined,
};
const OPTIONS = { ...SETTINGS, html: false, 'max-mb': 64 };
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  file = join(folder, 'api.yaml');
  writeFileSync(file, DOCUMENT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run import -- FILE', () => {
  it('prints a table with verdicts, reasons and pointers', () => {
    const { text: table } = preview(file, SETTINGS);
    expect(table).toMatch(/3 operations: 1 \(33.3 %\) accepted, 1 \(33.3 %\) lossy, 1 \(33.3 %\) refused/);
    expect(table).toMatch(/^accepted\s+findPet\s+GET \/pets\/\{id\}\s+1\s+\d+/m);
    expect(table).toMatch(/refusal remote-reference: .*\n\s+#\/paths\/~1bad\/get\/parameters\/0/);
    expect(table).toMatch(/server https:\/\/\{region\}\.example\.com with region=eu/);
    expect(table).toMatch(/Notes, printed with --notes: undeclared-path-parameter 2/);
  });

  it('gives the input schemas as JSON, adapted to the provider that is named', () => {
    const { data } = preview(file, { ...SETTINGS, output: 'json', profile: 'openai-strict', bundle: 'pets' });
    expect(data).toMatchObject({
      bundle: 'pets',
      profile: 'openai-strict',
      verdicts: { accepted: 1, lossy: 1, refused: 1 },
    });
    const { operations } = data as ImportReport & { operations: { tool?: { inputSchema: object } }[] };
    expect(operations[0]?.tool?.inputSchema).toMatchObject({ required: ['id'], additionalProperties: false });
  });

  it('prints a page that loads nothing and takes no markup from the document', () => {
    const { text: page } = preview(file, { ...SETTINGS, output: 'html' });
    expect(page).toContain('&#60;b&#62;Pets');
    expect(page).not.toContain('<b>Pets');
    expect(page).not.toMatch(/<(link|img|script src)|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  it('reads a folder without following links out of it', () => {
    const several = join(folder, 'several');
    mkdirSync(join(several, 'parts'), { recursive: true });
    writeFileSync(
      join(several, 'openapi.json'),
      '{"openapi": "3.1.0", "paths": {"/a": {"$ref": "parts/a.json"}, "/b": {"$ref": "parts/b.json"}}}',
    );
    writeFileSync(join(several, 'parts', 'a.json'), '{"get": {"operationId": "getA"}}');
    symlinkSync(file, join(several, 'parts', 'b.json'));
    expect(preview(several, SETTINGS).text).toMatch(/2 operations: 1 \(50.0 %\) accepted.*1 \(50.0 %\) refused/);
    expect([...readSource(several, 1_000).keys()].sort()).toEqual(['openapi.json', 'parts/a.json']);
  });

  it('refuses a bundle that is not a name, and two forms of output at once', () => {
    expect(() => importSettings({ ...OPTIONS, bundle: 'No Name' }, false)).toThrow('small letters');
    expect(() => importSettings({ ...OPTIONS, html: true }, true)).toThrow('give one of them');
  });

  it('names the limit that a file exceeds', () => {
    expect(() => preview(file, { ...SETTINGS, maxBytes: 100 })).toThrow(/raise --max-mb/);
    expect(() => preview(join(folder, 'none.yaml'), SETTINGS)).toThrow(/There is no file or folder/);
  });
});

describe('npm run import -- diff', () => {
  it('prints the changes of two versions as a table, a page or JSON', () => {
    const next = join(folder, 'next.yaml');
    writeFileSync(
      next,
      DOCUMENT.replace(
        'operationId: findPet,',
        'operationId: findPet, parameters: [{name: q, in: query, required: true, schema: {type: string}}],',
      ),
    );
    const { text: table } = diffDocuments(file, next, SETTINGS);
    expect(table).toMatch(/1 breaking, 0 removed, 0 added, 0 compatible, 2 unchanged/);
    expect(table).toMatch(/breaking: "q" is new and required\. \/input\/properties\/q/);
    expect(diffDocuments(file, next, { ...SETTINGS, output: 'html' }).text).toContain('data-verdict="breaking"');
    expect(diffDocuments(file, next, { ...SETTINGS, output: 'json' }).data).toMatchObject({ counts: { breaking: 1 } });
  });
});
