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
  it('may ask the caller a question first', async () => {
    expect(await render({})).toEqual({
      status: 'input_required',
      inputRequests: { name: { method: 'elicitation/create', params: {} } },
      requestState: 'asked',
      meta: {},
    });
  });

  it('is rendered with the answer of the caller', async () => {
    const outcome = await render({ inputResponses: { name: { action: 'accept', content: { name: 'Ada' } } } });
    expect(outcome).toMatchObject({ status: 'ok', messages: [{ content: { text: 'Greet Ada.' } }] });
  });
});

const asked = { requiredScopes: [], mimeType: 'text/plain' };
const saying = (text: string, uri: string) => [{ uri, mimeType: 'text/plain', text }];
const overlapping = defineFamily({
  name: 'shelf',
  title: 'Shelf',
  version: '1.0.0',
  description: 'Keeps papers.',
  tools: [],
  resources: [
    {
      definition: { ...asked, uri: 'shelf://ledger', name: 'ledger', title: 'Ledger', description: 'For few.' },
      read: async () => saying('the ledger', 'shelf://ledger'),
    },
  ],
  resourceTemplates: ['shelf://{paper}', 'shelf://{+path}'].map((uriTemplate) => ({
    definition: { ...asked, uriTemplate, name: uriTemplate, title: 'Paper', description: 'Papers.', completes: [] },
    complete: {},
    read: async (_variables: Record<string, string>) => saying(uriTemplate, 'shelf://ledger'),
  })),
});

describe('a resource', () => {
  const read = async (template?: string) => {
    const context = {} as CallContext;
    const invocation = { kind: 'resource', uri: 'shelf://ledger', context } as const;
    const outcome = await answerInvocation(overlapping, { ...invocation, ...(template ? { template } : {}) }, {
      context,
    } as Call);
    return outcome.status === 'ok' ? outcome.contents : outcome;
  };

  it('is read by the template that front names, even if others match the URI', async () => {
    expect(await read()).toMatchObject([{ text: 'the ledger' }]);
    expect(await read('shelf://{paper}')).toMatchObject([{ text: 'shelf://{paper}' }]);
    expect(await read('shelf://{+path}')).toMatchObject([{ text: 'shelf://{+path}' }]);
  });

  it('is not found if the family does not have the template', async () => {
    await expect(read('shelf://{page}')).rejects.toMatchObject({ code: 'E4007' });
  });
});
