/**
 * Bundles all Lambda functions into `dist/`.
 *
 *     npm run build -- --sizes
 */
import { type Bundle, buildBundles } from './build/bundle.ts';
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';

await runProgram({
  name: 'build',
  about: 'The same sources give the same bytes on every machine.',
  commands: {
    '': command({
      about: 'Bundles all Lambda functions into dist/.',
      options: { sizes: { type: 'flag', help: 'prints the size of each bundle' } },
      run: async ({ options }) => {
        const started = performance.now();
        const bundles = await buildBundles();
        console.error(`Built ${bundles.length} bundles in ${Math.round(performance.now() - started)} ms.`);
        return { text: options.sizes ? sizesOf(bundles) : '', data: bundles };
      },
    }),
  },
});

function sizesOf(bundles: readonly Bundle[]): string {
  const width = Math.max(...bundles.map(({ name }) => name.length));
  const lines = bundles.map(({ name, bytes }) => `${name.padEnd(width)}  ${(bytes / 1000).toFixed(1).padStart(8)} kB`);
  return lines.join('\n');
}
