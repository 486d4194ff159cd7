import type { Driver } from './driver.ts';
import { langchain, mastra, mcporter, mcpUse, openaiAgents } from './drivers/agents.ts';
import { aiSdk } from './drivers/ai-sdk.ts';
import { inspectorLegacy, inspectorModern } from './drivers/inspector.ts';
import { mcpRemote } from './drivers/mcp-remote.ts';
import { sdk110, sdk132 } from './drivers/sdk-v1.ts';
import { sdk24Legacy, sdk24Modern } from './drivers/sdk-v2.ts';

/** The clients of the table, in its order. */
export const DRIVERS: readonly Driver[] = [
  sdk24Modern,
  sdk24Legacy,
  sdk132,
  sdk110,
  aiSdk,
  langchain,
  openaiAgents,
  mcpUse,
  mastra,
  mcporter,
  mcpRemote,
  inspectorModern,
  inspectorLegacy,
];
