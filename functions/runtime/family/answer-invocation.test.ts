import { describe, expect, it } from '@jest/globals';
import type { CallContext } from '../../../schemas/invocation.ts';
import type { Call } from '../tool/call.ts';
import { defineFamily, type Prompt } from '../tool/define-family.ts';
import { answerInvocation } from './answer-invocation.ts';

const welcome: Prompt = {
  definition: {
    name: 'welcome',
    title: 'Welcome',
    description: 'Greets by name.',
    arguments: [],
    completes: [],
    requiredScopes: [],
  },
  complete: {},
  render: async (_args, { context }) => {
    const given = context.inputResponses?.name as { content: { name: string } } | undefined;
    if (!given) return { inputRequests: { name: { method: 'elicitation/create', params: {} } }, requestState: 'asked' };
    return [{ role: 'user', content: { type: 'text', text: `Greet ${given.content.name}.` } }];
  },
};

const family = defineFamily({
  name: 'greeter',
  title: 'Greeter',
  version: '1.0.0',
  description: 'Greets.',
  tools: [],
  prompts: [welcome],
});

const render = (context: Partial<CallContext>) =>
  answerInvocation(family, { kind: 'prompt', prompt: 'welcome', arguments: {}, context: context as CallContext }, {
    context,
  } as Call);

describe('a prompt', () => {
  it('may ask the caller for something first', async () => {
    expect(await render({})).toEqual({
      status: 'input_required',
      inputRequests: { name: { method: 'elicitation/create', params: {} } },
      requestState: 'asked',
      meta: {},
    });
  });

  it('is rendered from what the caller answered', async () => {
    const outcome = await render({ inputResponses: { name: { action: 'accept', content: { name: 'Ada' } } } });
    expect(outcome).toMatchObject({ status: 'ok', messages: [{ content: { text: 'Greet Ada.' } }] });
  });
});
