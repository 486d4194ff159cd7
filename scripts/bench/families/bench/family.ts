import { defineFamily } from '../../../../functions/kit/tool/define-family.ts';
import add from './tools/add.ts';
import lookup from './tools/lookup.ts';
import write from './tools/write.ts';

/** The least that a family can do, so that what is measured is the platform. Known to the benchmark alone. */
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
