import { defineFamily } from '../../../../functions/kit/tool/define-family.ts';
import add from './tools/add.ts';
import lookup from './tools/lookup.ts';
import write from './tools/write.ts';

/** A family that does almost nothing, so that the benchmark measures the platform. Only the benchmark uses it. */
export default defineFamily({
  name: 'bench',
  title: 'Benchmark',
  version: '1.0.0',
  description: 'Tools that do next to nothing.',
  egress: ['setting:PROVIDER_URL'],
  settings: {
    PROVIDER_URL: { description: 'Where the benchmark’s provider listens.', default: 'http://127.0.0.1:9/' },
  },
  tools: [add, lookup, write],
});
