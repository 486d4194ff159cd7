import { describe, expect, it } from '@jest/globals';
import { repositoryFiles, textOf } from './repository.ts';
import { spreadsIn } from './spreads.ts';

it('no file spreads data into the arguments of push, unshift, Math.max or Math.min', () => {
  const files = repositoryFiles().filter((path) => /\.(?:ts|mjs|js)$/.test(path) && !path.startsWith('test/house/'));
  expect(files.flatMap((path) => spreadsIn(textOf(path)).map((place) => `${path}:${place}`))).toEqual([]);
});

describe('the search for spreads', () => {
  it.each([
    'found.push(...items);',
    'found.push(first, ...(page.Items ?? []));',
    'Math.max(0, ...values.map(({ size }) => size))',
    'list.unshift(\n  ...more,\n);',
  ])('finds %s', (text) => {
    expect(spreadsIn(text)).toHaveLength(1);
  });

  it.each([
    'found.push(item);',
    'found.push({ ...item });',
    'found.push(...[1, 2]);',
    'Math.max(a, f(...b));',
    'f(...g)',
  ])('leaves out %s', (text) => {
    expect(spreadsIn(text)).toEqual([]);
  });
});
