import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FamilyError, familyRoots, findFamilies, loadManifests, PROJECT_ROOT, parseManifest } from './families.ts';

const MANIFEST = {
  name: 'alpha',
  title: 'Alpha',
  version: '1.0.0',
  description: 'A family.',
  network: 'internet',
  egress: [],
  memoryMb: 256,
  timeoutSeconds: 30,
  tenantIsolated: false,
  slowProvider: false,
  secrets: {},
  signingSecrets: {},
  settings: {},
  probes: [],
  tools: [],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  fieldEncryption: false,
  capabilities: [],
  schedules: [],
  webhooks: [],
};
const PROMPT = {
  name: 'greet',
  title: 'Greet',
  description: 'Greets.',
  arguments: [],
  completes: [],
  requiredScopes: [],
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'families-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function family(name: string, manifest: unknown = { ...MANIFEST, name }): void {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, 'family.ts'), `export default { manifest: ${JSON.stringify(manifest)} };`);
  writeFileSync(join(root, name, 'handler.ts'), 'export const handler = undefined;');
}

describe('the roots in which families are looked for', () => {
  it('are the families of the repository alone, unless more are named', () => {
    expect(familyRoots({})).toEqual([join(PROJECT_ROOT, 'functions/families')]);
  });

  it('grow by those of MANIFOLD_FAMILY_ROOTS, relative to the repository', () => {
    expect(familyRoots({ MANIFOLD_FAMILY_ROOTS: 'test/a:/elsewhere' })).toEqual([
      join(PROJECT_ROOT, 'functions/families'),
      join(PROJECT_ROOT, 'test/a'),
      '/elsewhere',
    ]);
  });
});

describe('finding families', () => {
  it('takes every folder, in the order of their names', () => {
    family('beta');
    family('alpha');
    writeFileSync(join(root, 'README.md'), 'not a family');
    expect(findFamilies([root]).map(({ name }) => name)).toEqual(['alpha', 'beta']);
  });

  it.each(['family.ts', 'handler.ts'])('names the folder that lacks %s', (file) => {
    family('alpha');
    rmSync(join(root, 'alpha', file));
    expect(() => findFamilies([root])).toThrow(new FamilyError(`Family "alpha": its folder lacks ${file}.`));
  });

  it('refuses two families of one name', () => {
    family('alpha');
    expect(() => findFamilies([root, root])).toThrow('Two folders hold a family "alpha": rename one of them.');
  });

  it('says which root does not exist', () => {
    expect(() => findFamilies([join(PROJECT_ROOT, 'no/such/root')])).toThrow(
      'The family root "no/such/root" does not exist',
    );
  });
});

describe('loading manifests', () => {
  it('returns what family.ts exports', async () => {
    family('alpha');
    expect(await loadManifests(findFamilies([root]))).toEqual([MANIFEST]);
  });

  it('names a family whose module exports no family', async () => {
    family('alpha');
    writeFileSync(join(root, 'alpha', 'family.ts'), 'export default 7;');
    await expect(loadManifests(findFamilies([root]))).rejects.toThrow(
      'Family "alpha": family.ts must export a family as its default.',
    );
  });

  it('passes on in one sentence why a family.ts throws', async () => {
    family('alpha');
    writeFileSync(join(root, 'alpha', 'family.ts'), 'throw new Error("the tool is not valid.");');
    await expect(loadManifests(findFamilies([root]))).rejects.toThrow(
      'Family "alpha": family.ts: the tool is not valid.',
    );
  });

  it('refuses a name that two families give to a prompt', async () => {
    family('alpha', { ...MANIFEST, prompts: [PROMPT] });
    family('beta', { ...MANIFEST, name: 'beta', prompts: [PROMPT] });
    await expect(loadManifests(findFamilies([root]))).rejects.toThrow(
      'Family "beta": prompts: "greet" is already the name of a prompt of family "alpha".',
    );
  });
});

describe('checking a manifest', () => {
  it.each([
    ['memoryMb', { memoryMb: 64 }],
    ['probes.0', { probes: ['ledger'] }],
    ['settings.lower', { settings: { lower: { description: 'x', default: 'y' } } }],
  ])('names family, field and reason where %s does not fit', (field, change) => {
    const check = () => parseManifest('alpha', { ...MANIFEST, ...change });
    expect(check).toThrow(FamilyError);
    expect(check).toThrow(new RegExp(`^Family "alpha": ${field.replace('.', '\\.')}: .+\\.$`));
  });

  it('wants the name of the folder', () => {
    expect(() => parseManifest('beta', MANIFEST)).toThrow(
      'Family "beta": name: is "alpha", but must be the name of its folder.',
    );
  });
});
