import { describe, expect, it } from '@jest/globals';
import { documentOf, theTool } from '../testing/documents.ts';

const text = { type: 'string' };
const query = (...names: string[]) => names.map((name) => ({ name, in: 'query', schema: text }));
const answering = (schema: unknown, headers: Record<string, unknown> = {}) => ({
  200: { description: 'ok', headers, content: { 'application/json': { schema } } },
});
const planOf = (operation: Record<string, unknown>, method = 'get') =>
  theTool(documentOf({ paths: { '/a': { [method]: operation } } })).responses;

describe('what the document says of answers', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['a header Link', { parameters: query('page'), responses: answering({}, { Link: {} }) }, { kind: 'link' }],
    [
      'a cursor',
      {
        parameters: query('cursor', 'limit'),
        responses: answering({ type: 'object', properties: { next_cursor: text } }),
      },
      { kind: 'cursor', argument: 'cursor', next: '/next_cursor', size: 'limit' },
    ],
    [
      'a page token one level down',
      {
        parameters: query('pageToken'),
        responses: answering({
          type: 'object',
          properties: { meta: { type: 'object', properties: { nextPageToken: text } } },
        }),
      },
      { kind: 'cursor', argument: 'pageToken', next: '/meta/nextPageToken' },
    ],
    [
      'a page',
      { parameters: query('page', 'per_page'), responses: answering({}) },
      { kind: 'page', argument: 'page', size: 'per_page' },
    ],
    [
      'an offset',
      { parameters: query('offset', 'limit'), responses: answering({}) },
      { kind: 'offset', argument: 'offset', size: 'limit' },
    ],
  ])('is recognised: pages by %s', (_, operation, pagination) => {
    expect(planOf(operation).pagination).toEqual(pagination);
  });

  it('is no paging without parameters for it', () => {
    expect(planOf({ parameters: query('q', 'start'), responses: answering({}) }).pagination).toBeUndefined();
  });

  it('is recognised: errors, rate limits and the key that makes a repeat safe', () => {
    const responses = {
      ...answering(text, { 'X-RateLimit-Remaining': {} }),
      429: { description: 'Slow down', headers: { 'Retry-After': {} } },
      '5XX': { description: 'Broken' },
      default: { description: 'Other' },
    };
    expect(
      planOf({ parameters: [{ name: 'Idempotency-Key', in: 'header', schema: text }], responses }, 'post'),
    ).toEqual({
      accept: 'application/json',
      errors: [
        { status: '429', description: 'Slow down' },
        { status: '5XX', description: 'Broken' },
        { status: 'default', description: 'Other' },
      ],
      rateLimitHeaders: ['retry-after', 'x-ratelimit-remaining'],
      idempotencyArgument: 'Idempotency_Key',
    });
  });

  it('takes default for success if the document has no other answer', () => {
    const tool = theTool(
      documentOf({
        paths: {
          '/a': {
            get: {
              tags: ['pets'],
              responses: { default: { description: 'ok', content: { 'application/json': { schema: text } } } },
            },
          },
        },
      }),
    );
    expect(tool).toMatchObject({ output: { root: text }, responses: { errors: [] }, groups: ['pets'] });
  });
});
