import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { findEntries } from './entries.ts';

const entries = findEntries();

it('findEntries gives a bundle for every folder of a function or family', () => {
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

it('findEntries gives no bundle for folders that functions share', () => {
  const names = entries.map(({ name }) => name);
  for (const floor of ['core', 'platform', 'kit']) expect(names).not.toContain(`functions/${floor}`);
});

it('findEntries gives only bundles whose source exists', () => {
  expect(entries.filter(({ source }) => !existsSync(source))).toEqual([]);
});
