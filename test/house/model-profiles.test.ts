import { describe, expect, it } from '@jest/globals';
import { withBatchTool } from '../../functions/front/mcp/batch-tool.ts';
import { adaptSchema, lintTool, PROFILES, type Profile } from '../../functions/kit/model-profiles/index.ts';
import { viewOf } from '../../functions/platform/registry/view.ts';
import { loadManifests } from '../../lib/families.ts';
import type { ToolDefinition } from '../../schemas/tool-definition.ts';
import { EMPTY_CATALOGUE } from '../support/empty-catalogue.ts';
import { testTool } from '../support/guarded-call.ts';

/** What providers would refuse of the tools that ship, and why it is so today. Every line is to go. */
const KNOWN: readonly { profile: Profile; message: string; reason: string }[] = [
  {
    profile: 'gemini',
    message: 'The keyword "$schema" is not supported.',
    reason: 'zod writes the dialect into each input schema',
  },
  { profile: 'gemini', message: 'The keyword "examples" is not supported.', reason: 'examples stand at the arguments' },
  {
    profile: 'gemini',
    message: 'The keyword "exclusiveMinimum" is not supported.',
    reason: 'zod writes positive() so',
  },
  {
    profile: 'gemini',
    message: 'The keyword "propertyNames" is not supported.',
    reason: 'zod writes record() so, in batch_call',
  },
  {
    profile: 'openai-strict',
    message: 'A property is not required.',
    reason: 'optional arguments are left out, not null',
  },
  {
    profile: 'openai-strict',
    message: 'The keyword "propertyNames" is not supported.',
    reason: 'zod writes record() so, in batch_call',
  },
  {
    profile: 'openai-strict',
    message: 'An object allows further properties.',
    reason: 'batch_call takes the arguments of any tool',
  },
];

const families = (await loadManifests()).flatMap(({ tools }) => tools);
const view = { ...viewOf(EMPTY_CATALOGUE, { kind: 'all' }), tools: [testTool()] };
const batch = withBatchTool({ view, endpoint: { kind: 'all' } })
  .tools.map(({ definition }) => definition)
  .filter(({ name }) => name === 'batch_call');
const tools: readonly ToolDefinition[] = [...families, ...batch];
const faults = PROFILES.flatMap((profile) =>
  tools.flatMap((tool) => lintTool(profile, tool).map(({ message }) => ({ profile, tool: tool.name, message }))),
);

describe('the tools that ship', () => {
  it('are taken by every provider of models, but for the known failures', () => {
    const isKnown = ({ profile, message }: (typeof faults)[number]) =>
      KNOWN.some((known) => known.profile === profile && known.message === message);
    expect(faults.filter((fault) => !isKnown(fault))).toEqual([]);
    expect(tools.length).toBeGreaterThan(20);
    expect(batch).toHaveLength(1);
  });

  it('have every failure that is listed as known', () => {
    const gone = KNOWN.filter(
      ({ profile, message }) => !faults.some((fault) => fault.profile === profile && fault.message === message),
    );
    expect(gone).toEqual([]);
  });

  it.each(PROFILES)('are taken by %s once they are adapted to it', (profile) => {
    const left = tools.flatMap((tool) =>
      lintTool(profile, { ...tool, inputSchema: adaptSchema(profile, tool.inputSchema) }),
    );
    expect(left).toEqual([]);
  });
});
