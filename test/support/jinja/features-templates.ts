import type { Feature } from './case.ts';
import { CONFIGURATIONS, configuration } from './configurations.ts';
import { CORNERS } from './corners.ts';
import { BITS, FAULTS } from './faults.ts';
import { STATEMENT_FEATURES } from './features-statements.ts';
import { CHILDREN, IMPORTS, INCLUDES, PARENTS } from './inheritance.ts';
import type { Random } from './random.ts';

/** Cases of several templates, of templates with faults, and of configurations. */

/** A template of another feature with a part removed, doubled or inserted. */
function damaged(random: Random): string {
  const { source } = random.pick([...STATEMENT_FEATURES]).make(random);
  const at = random.int(0, source.length);
  const change = random.int(0, 2);
  if (change === 0) return source.slice(0, at) + source.slice(at + random.int(1, 4));
  if (change === 1) return source.slice(0, at) + random.pick(BITS) + source.slice(at);
  return source.slice(0, at);
}

const pageOf = (source: string) => ({
  source,
  templates: {
    ...PARENTS,
    loopy: '{{ loop is defined }}{{ x }}',
    tag: '{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}<p>{{ "<" }}',
  },
});

export const TEMPLATE_FEATURES: readonly Feature[] = [
  {
    name: 'inheritance',
    make: (random) => ({
      ...pageOf(
        random.pick(CHILDREN).replaceAll('"P"', `"${random.pick(['base', 'base', 'middle', 'needs', 'loop'])}"`),
      ),
      options: { undefined: random.pick(['strict', 'lenient'] as const) },
    }),
  },
  {
    name: 'includes',
    make: (random) => ({
      ...pageOf(random.pick(INCLUDES)),
      options: { undefined: random.pick(['strict', 'lenient'] as const) },
    }),
  },
  {
    name: 'imports',
    make: (random) => ({
      ...pageOf(random.pick(IMPORTS)),
      options: { undefined: random.pick(['strict', 'lenient'] as const) },
    }),
  },
  { name: 'corners', make: (random) => pageOf(random.pick(CORNERS)) },
  {
    name: 'configurations',
    make: (random) => ({
      source: random.pick(CONFIGURATIONS),
      context: configuration(random),
      options: {
        trimBlocks: random.chance(0.7),
        lstripBlocks: random.chance(0.7),
        keepTrailingNewline: random.chance(0.5),
      },
    }),
  },
  {
    name: 'faults',
    make: (random) => ({
      source: random.pick(FAULTS),
      options: { undefined: random.pick(['strict', 'lenient'] as const) },
    }),
  },
  { name: 'damaged templates', make: (random) => ({ source: damaged(random) }) },
  {
    name: 'sandbox',
    make: (random) => ({
      source:
        `{{ ${random.pick(['s', 'd', 'nums', 'n', 'f', 'nil', 'range', 'people[0]', 'namespace()', 'cycler(1)', 's.upper', '(1,)', 'yes'])}${random.pick(['.', '["'])}X`
          .replace(
            /\["X$/,
            `["${random.pick(['__class__', '__init__', '__dict__', '__subclasses__', 'constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty', 'length', 'mro'])}"]`,
          )
          .replace(
            /\.X$/,
            `.${random.pick(['__class__', '__class__.__mro__', '__init__', 'constructor', 'prototype', '__proto__', 'toString', 'valueOf', 'length', 'mro', '_x'])}`,
          ) + random.pick([' }}', '() }}', '|string }}', ' is defined }}']),
      options: { undefined: random.pick(['strict', 'lenient'] as const) },
    }),
  },
];
