import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { findEntries } from './entries.ts';

const entries = findEntries();

it('every folder of a function and of a family gives a bundle', () => {
  expect(entries.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'families/kyc',
      'families/platform',
      'functions/authorizer',
      'functions/front',
      'functions/registry-seeder',
    ]),
  );
});

it('what functions share gives none', () => {
  const names = entries.map(({ name }) => name);
  for (const floor of ['core', 'platform', 'kit']) expect(names).not.toContain(`functions/${floor}`);
});

it('every bundle has a source', () => {
  expect(entries.filter(({ source }) => !existsSync(source))).toEqual([]);
});
