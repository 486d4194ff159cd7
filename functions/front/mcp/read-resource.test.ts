import { describe, expect, it } from '@jest/globals';
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { Invocation, Outcome } from '../../../schemas/invocation.ts';
import type { Decision } from '../../../schemas/policy.ts';
import { testRequest, testServices, testTemplate } from '../../../test/support/guarded-call.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { readRecord, readResourceTool } from './read-resource.ts';

const template = testTemplate('bank://{user_id}/accounts{?type,limit,cursor}');
const rates = { ...template, definition: { ...template.definition, uri: 'bank://rates', requiredScopes: [] } };
const view = { ...testRequest().view, resources: [rates], resourceTemplates: [template] };

const decision = (effect: Decision['effect']): Decision => ({ effect, reasons: [], policies: [], errors: [] }) as never;

interface Changes {
  readonly outcome?: Outcome;
  readonly effect?: Decision['effect'];
}

/** One call of the tool: its result, what the family was asked, and what audit recorded. */
async function read(args: Record<string, unknown>, { outcome, effect = 'allow' }: Changes = {}) {
  const asked: Invocation[] = [];
  const events: AuditEvent[] = [];
  const request = testRequest({
    view,
    engine: { decide: async () => decision(effect), visible: async ({ resources }) => resources.map(() => true) },
  });
  const services = testServices({
    key: async () => onlyKey('key'),
    showTraces: false,
    oauth: { issuers: [], scopes: [], publicUrl: 'https://api.invalid' },
    audit: { record: async (event: AuditEvent) => void events.push(event) },
    dispatcher: {
      dispatch: async (_target, invocation) => {
        asked.push(invocation);
        return outcome ?? { status: 'ok', contents: [{ uri: 'bank://rates', text: '{"rate":"2.5"}' }], meta: {} };
      },
    },
  });
  const ctx = { mcpReq: { id: 1, method: 'tools/call', requestState: () => undefined } } as unknown as ServerContext;
  const result = (await readResourceTool(request, services, ctx, args)) as CallToolResult;
  return { result, asked, events };
}

const errorOf = ({ _meta }: CallToolResult) => _meta?.['manifold/error'];

describe('read_resource', () => {
  it('names the resources and templates that the caller may use', () => {
    expect(readRecord(view)?.definition.inputSchema).toMatchObject({
      properties: { uri: { description: expect.stringContaining('bank://rates bank://{user_id}/accounts{?type}') } },
    });
    expect(readRecord({ resources: [], resourceTemplates: [] })).toBeUndefined();
  });

  it('gives a text of the resource as a text block that is marked as data from outside', async () => {
    const { result, asked } = await read({ uri: 'bank://me/accounts' });
    expect(result.content).toEqual([{ type: 'text', text: '{"rate":"2.5"}', _meta: expect.any(Object) }]);
    expect(asked).toMatchObject([
      { kind: 'resource', uri: 'bank://user%3A1/accounts', template: template.definition.uriTemplate },
    ]);
  });

  it('gives a picture as an image block, and another file as a resource', async () => {
    const contents = [
      { uri: 'bank://rates', mimeType: 'image/png', blob: 'aGk=' },
      { uri: 'bank://rates', mimeType: 'application/pdf', blob: 'aGk=' },
    ];
    const { result } = await read({ uri: 'bank://rates' }, { outcome: { status: 'ok', contents, meta: {} } });
    expect(result.content).toMatchObject([
      { type: 'image', data: 'aGk=', mimeType: 'image/png' },
      { type: 'resource', resource: { mimeType: 'application/pdf', blob: 'aGk=' } },
    ]);
  });

  it('is audited as a read of the resource, before and after', async () => {
    const { events } = await read({ uri: 'bank://me/accounts' });
    const event = { operation: 'resources/read', target: template.definition.uriTemplate };
    expect(events).toMatchObject([event, event]);
  });

  it('is refused if a policy denies it, without a question to the family', async () => {
    const { result, asked, events } = await read({ uri: 'bank://rates' }, { effect: 'deny' });
    expect(result).toMatchObject({ isError: true });
    expect(errorOf(result)).toMatchObject({ code: 'E1004' });
    expect(asked).toEqual([]);
    expect(events).toMatchObject([{ outcome: 'refused', errorCode: 'E1004' }]);
  });

  it('answers an error result for a resource that does not exist, and audits the attempt', async () => {
    const { result, events } = await read({ uri: 'bank://nothing/of/this' });
    expect(errorOf(result)).toMatchObject({ code: 'E2004', details: { field: 'uri' } });
    expect(events).toMatchObject([{ operation: 'resources/read', outcome: 'refused' }]);
  });

  it('refuses wrong arguments', async () => {
    await expect(read({ url: 'bank://rates' })).rejects.toMatchObject({
      code: 'E2002',
      details: { suggestion: 'Did you mean "uri"?' },
    });
  });
});
