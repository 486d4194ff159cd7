import { describe, expect, it } from '@jest/globals';
import manifest from '../../package.json' with { type: 'json' };
import { importedPackage, importedPath, importsOf } from './imports.ts';
import { repositoryFiles, textOf } from './repository.ts';
import { brokenRule } from './rooms.ts';

const modules = repositoryFiles().filter((path) => /\.(ts|mjs)$/.test(path));
const imports = modules.flatMap((file) => importsOf(textOf(file)).map((found) => ({ file, ...found })));

describe('who imports whom', () => {
  it('keeps to the rooms', () => {
    const broken = imports.flatMap(({ file, line, specifier }) => {
      const path = importedPath(file, specifier);
      const rule = path === undefined ? undefined : brokenRule(file, path);
      return rule === undefined ? [] : [`${file}:${line} imports ${path}: ${rule}`];
    });
    expect(broken).toEqual([]);
  });

  it('brings no development package into a bundle', () => {
    const runs = (file: string) => /^(functions|schemas)\//.test(file) && !file.endsWith('.test.ts');
    const foreign = imports
      .filter(({ file, typesOnly }) => runs(file) && !typesOnly)
      .map(({ file, line, specifier }) => ({ at: `${file}:${line}`, name: importedPackage(specifier) }))
      .filter(({ name }) => name !== undefined && !(name in manifest.dependencies));
    expect(foreign.map(({ at, name }) => `${at} imports ${name}, which is not among the dependencies`)).toEqual([]);
  });

  it('names each file with its ending', () => {
    const bare = imports.filter(({ file, specifier }) => file.endsWith('.ts') && /^\.[^?]*\/[^.?/]+$/.test(specifier));
    expect(bare.map(({ file, line, specifier }) => `${file}:${line} imports ${specifier}`)).toEqual([]);
  });
});

describe('the rules', () => {
  it.each([
    ['schemas/errors.ts', 'functions/core/environment.ts'],
    ['functions/core/egress/egress-guard.ts', 'functions/platform/identity/api-key.ts'],
    ['functions/core/egress/egress-guard.ts', 'functions/kit/breaker/breaker.ts'],
    ['functions/platform/identity/issuer-documents.ts', 'functions/kit/outbound/outbound.ts'],
    ['functions/kit/tool/call.ts', 'functions/platform/audit/audit-trail.ts'],
    ['functions/kit/tool/call.ts', 'functions/kit/capabilities/api-keys.ts'],
    ['functions/kit/textfsm/index.ts', 'functions/core/environment.ts'],
    ['functions/kit/textfsm/index.ts', 'functions/kit/python-re/compile.ts'],
    ['functions/families/kyc/handler.ts', 'functions/platform/audit/audit-trail.ts'],
    ['functions/front/app.ts', 'functions/kit/tool/run-tool.ts'],
    ['functions/kit/tool/call.ts', 'functions/front/services.ts'],
    ['functions/kit/tool/call.ts', 'functions/families/kyc/family.ts'],
    ['functions/families/kyc/handler.ts', 'functions/families/platform/family.ts'],
    ['functions/families/kyc/handler.ts', 'lib/families.ts'],
    ['functions/front/app.ts', 'functions/families/kyc/family.ts'],
    ['functions/front/app.ts', 'functions/authorizer/index.ts'],
    ['functions/front/app.test.ts', 'functions/families/kyc/family.ts'],
    ['functions/front/app.ts', 'test/support/test-call.ts'],
    ['functions/kit/textfsm/template.ts', 'functions/core/environment.ts'],
    ['functions/kit/textfsm/template.ts', 'functions/kit/python-re/pattern.ts'],
    ['functions/families/kyc/handler.ts', 'functions/kit/textfsm/template.ts'],
    ['functions/kit/capabilities/tables.ts', 'functions/kit/jinja/environment.ts'],
    ['functions/kit/tool/call.ts', 'functions/kit/python-re/pattern.ts'],
    ['functions/kit/textfsm/index.test.ts', 'functions/kit/python-re/pattern.ts'],
    ['lib/app.ts', 'functions/families/kyc/handler.ts'],
    ['lib/app.ts', 'functions/core/environment.ts'],
    ['local/cloud.ts', 'lib/app.ts'],
    ['local/cloud.ts', 'sandboxes/kyc/sandbox.ts'],
    ['sandboxes/kyc/sandbox.ts', 'functions/families/kyc/family.ts'],
  ])('%s may not import %s', (importer, imported) => {
    expect(brokenRule(importer, imported)).toEqual(expect.any(String));
  });

  it.each([
    ['functions/families/kyc/family.ts', 'functions/families/kyc/tools/verify-pan.ts'],
    ['functions/families/kyc/family.ts', 'functions/kit/tool/define-family.ts'],
    ['functions/kit/capabilities/tables.ts', 'functions/platform/identity/revocations.ts'],
    ['functions/kit/textfsm/index.ts', 'functions/kit/python-re/index.ts'],
    ['functions/families/kyc/family.test.ts', 'sandboxes/kyc/sandbox.ts'],
    ['functions/front/app.test.ts', 'test/support/dynamodb.ts'],
    ['functions/kit/textfsm/template.ts', 'functions/kit/python-re/index.ts'],
    ['functions/kit/textfsm/template.ts', 'functions/kit/textfsm/run/parse-text.ts'],
    ['functions/kit/tool/call.ts', 'functions/kit/python-re/index.ts'],
    ['functions/families/kyc/handler.ts', 'functions/kit/textfsm/index.ts'],
    ['lib/app.ts', 'functions/families/kyc/family.ts'],
    ['local/cloud.ts', 'schemas/identity-records.ts'],
    ['scripts/build.ts', 'lib/families.ts'],
  ])('%s may import %s', (importer, imported) => {
    expect(brokenRule(importer, imported)).toBeUndefined();
  });

  it('see every way to import', () => {
    const source = [
      "import './side-effect.ts';",
      "import type { A } from './a.ts';",
      '',
      'import {\n  b,\n} from "./double.ts";',
      "import {\n  c,\n} from './c.ts';",
      '',
      "export { d } from './d.ts';",
      "const e = await import('./e.ts');",
    ].join('\n');
    expect(importsOf(source).map(({ specifier, line, typesOnly }) => [specifier, line, typesOnly])).toEqual([
      ['./side-effect.ts', 1, false],
      ['./a.ts', 2, true],
      ['./double.ts', 4, false],
      ['./c.ts', 7, false],
      ['./d.ts', 11, false],
      ['./e.ts', 12, false],
    ]);
  });
});
