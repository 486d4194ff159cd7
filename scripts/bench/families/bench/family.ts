import { defineFamily } from '../../../../functions/runtime/tool/define-family.ts';
import add from './tools/add.ts';

/** The least that a family can do, so that what is measured is the platform. Known to the benchmark alone. */
export default defineFamily({
  name: 'bench',
  title: 'Benchmark',
  version: '1.0.0',
  description: 'One tool that does next to nothing.',
  tools: [add],
});
