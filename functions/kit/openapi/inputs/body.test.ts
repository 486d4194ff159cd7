import { describe, expect, it } from '@jest/globals';
import { buildRequest } from '../request/build-request.ts';
import { documentOf, theInput, theOperation, theTool } from '../testing/documents.ts';

const text = { type: 'string' };
const withContent = (content: Record<string, unknown>, required = true) =>
  documentOf({ paths: { '/a': { post: { operationId: 'make', requestBody: { required, content } } } } });
const sent = (document: unknown, args: Record<string, unknown>) => {
  const { body, headers } = buildRequest({ plan: theTool(document).request, baseUrl: 'https://a', args });
  return [headers['content-type'], body && new TextDecoder().decode(body)];
};

describe('a body', () => {
  it('that may have further properties stays one argument, so that all of them can be sent', () => {
    const document = withContent({
      'application/json': { schema: { type: 'object', properties: { a: text }, additionalProperties: true } },
    });
    expect(theInput(document).properties).toEqual({
      body: { type: 'object', properties: { a: text }, additionalProperties: true },
    });
  });

  it('that is optional but requires properties stays one optional argument', () => {
    const schema = { type: 'object', properties: { a: text }, required: ['a'] };
    const document = withContent({ 'application/json': { schema } }, false);
    expect(theInput(document)).toEqual({ type: 'object', properties: { body: schema }, additionalProperties: false });
    expect(sent(document, {})).toEqual([undefined, undefined]);
  });

  it('that is required is sent even if all its properties are left out', () => {
    const document = withContent({ 'application/json': { schema: { type: 'object', properties: { a: text } } } });
    expect(sent(document, {})).toEqual(['application/json', '{}']);
  });

  it('that requires a property which it does not describe takes it', () => {
    const input = theInput(
      withContent({
        'application/json': { schema: { type: 'object', properties: { a: text }, required: ['a', 'b'] } },
      }),
    );
    expect(input).toMatchObject({ properties: { a: text, b: {} }, required: ['a', 'b'] });
  });

  it('of several media types with one schema is sent as JSON', () => {
    const schema = { type: 'object', properties: { a: text } };
    const document = withContent({
      'application/xml': { schema },
      'text/json': { schema },
      'application/x-www-form-urlencoded': { schema },
    });
    expect(sent(document, { a: 'x' })).toEqual(['text/json', '{"a":"x"}']);
    expect(theOperation(document).verdict).toBe('accepted');
  });

  it('of several media types with schemas of their own lets the caller choose', () => {
    const document = withContent({
      'application/json': { schema: { type: 'object', properties: { a: text } } },
      'text/csv': { schema: text },
    });
    expect(sent(document, { body: { content_type: 'text/csv', content: 'a,b' } })).toEqual([
      'text/csv; charset=utf-8',
      'a,b',
    ]);
    expect(sent(document, { body: { content_type: 'application/json', content: { a: '1' } } })).toEqual([
      'application/json',
      '{"a":"1"}',
    ]);
    expect(theOperation(document).verdict).toBe('accepted');
  });

  it('of bytes is base64, or a resource', () => {
    const document = withContent({ 'application/pdf': {} });
    expect(sent(document, { body: 'YWI=' })).toEqual(['application/pdf', 'ab']);
    expect(() => sent(document, { body: 'no base64!' })).toThrow(/"body" cannot be sent: it is no base64/);
  });

  it('of a form writes lists, objects and styles as the document says', () => {
    const properties = {
      tags: { type: 'array', items: text },
      about: { type: 'object', properties: { a: text } },
      ids: { type: 'array', items: text },
      deep: { type: 'object' },
    };
    const encoding = { ids: { explode: false }, deep: { style: 'deepObject', explode: true } };
    const document = withContent({
      'application/x-www-form-urlencoded': { schema: { type: 'object', properties }, encoding },
    });
    const [, body] = sent(document, { tags: ['x', 'y'], about: { a: 'b' }, ids: ['1', '2'], deep: { k: 'v' } });
    expect(body).toBe('tags=x&tags=y&about=%7B%22a%22%3A%22b%22%7D&ids=1,2&deep%5Bk%5D=v');
  });

  it('of XML is written with its elements, attributes and namespaces', () => {
    const properties = {
      id: { type: 'integer', xml: { attribute: true } },
      tags: { type: 'array', xml: { wrapped: true }, items: { ...text, xml: { name: 'tag' } } },
      note: text,
    };
    const schema = { type: 'object', xml: { name: 'pet', prefix: 'p', namespace: 'urn:p' }, properties };
    const document = withContent({ 'application/xml': { schema } });
    expect(theOperation(document).verdict).toBe('accepted');
    expect(sent(document, { id: 7, tags: ['a', 'b'], note: '<&' })[1]).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<p:pet xmlns:p="urn:p" id="7"><tags><tag>a</tag><tag>b</tag></tags><note>&#60;&#38;</note></p:pet>',
    );
  });

  it('of a GET request is lost if it is optional, and refuses the operation if it is required', () => {
    const get = (required: boolean) =>
      documentOf({
        paths: { '/a': { get: { requestBody: { required, content: { 'application/json': { schema: text } } } } } },
      });
    expect(theOperation(get(false))).toMatchObject({ verdict: 'lossy', findings: [{ code: 'body-of-get' }] });
    const nothing = { type: 'object', properties: {}, additionalProperties: false };
    const empty = documentOf({
      paths: { '/a': { get: { requestBody: { content: { 'application/json': { schema: nothing } } } } } },
    });
    expect(theOperation(empty)).toMatchObject({ verdict: 'accepted', findings: [{ code: 'body-of-get' }] });
    expect(theOperation(get(true))).toMatchObject({ verdict: 'refused', findings: [{ code: 'body-of-get' }] });
  });
});
