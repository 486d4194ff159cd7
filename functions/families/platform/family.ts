import { defineFamily } from '../../kit/tool/define-family.ts';
import healthCheck from './tools/health-check.ts';

/** Tools about the platform itself. */
export default defineFamily({
  name: 'platform',
  title: 'Platform',
  version: '1.0.0',
  description: 'Says whether the platform works.',
  memoryMb: 256,
  timeoutSeconds: 15,
  capabilities: ['platform-health'],
  tools: [healthCheck],
});
