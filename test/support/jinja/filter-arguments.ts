import type { Random } from './random.ts';

/** Makes a random text. */
export type Make = (random: Random) => string;

export const people: Make = (random) =>
  random.pick(['people', 'people', 'interfaces', 'pairs', 'nested', 'words', 'd', 'none']);
export const attribute: Make = (random) =>
  random.pick(["'name'", "'age'", "'city'", "'tags'", "'tags.0'", "'zz'", '0', "'0'", "'age,name'", "'enabled'"]);
export const options = (random: Random, ...choices: string[]) => {
  const given = random.some(0, 2, () => random.pick(choices));
  const [first = '', second = ''] = given;
  const keyOf = (text: string) => /^\w+=/.exec(text)?.[0] ?? '';
  // Positional arguments come first, and no name appears twice.
  if (given.length < 2 || keyOf(first) === keyOf(second)) return first;
  return keyOf(first) === '' ? `${first}, ${second}` : `${second}, ${first}`;
};
