/**
 * Bundles all Lambda functions into `dist/`.
 *
 *     node scripts/build.ts [--sizes]
 */
import { parseArgs } from 'node:util';
import { type Bundle, buildBundles } from './build/bundle.ts';

const { values } = parseArgs({ options: { sizes: { type: 'boolean', default: false } } });

try {
  const started = performance.now();
  const bundles = await buildBundles();
  if (values.sizes) printSizes(bundles);
  console.error(`Built ${bundles.length} bundles in ${Math.round(performance.now() - started)} ms.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function printSizes(bundles: readonly Bundle[]): void {
  const width = bundles.reduce((most, { name }) => Math.max(most, name.length), 0);
  for (const { name, bytes } of bundles)
    console.log(`${name.padEnd(width)}  ${(bytes / 1000).toFixed(1).padStart(8)} kB`);
}
