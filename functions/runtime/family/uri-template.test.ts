import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchTemplate } from './uri-template.ts';

describe('URI templates', () => {
  it.each([
    ['kyc://reference/{topic}', 'kyc://reference/pan', { topic: 'pan' }],
    ['kyc://reference/{topic}', 'kyc://reference/a/b', undefined],
    ['kyc://reference/{topic}', 'kyc://other/pan', undefined],
    ['file:///{+path}', 'file:///a/b.txt', { path: 'a/b.txt' }],
    ['a://{user}/list{?from,to}', 'a://me/list?to=2&from=1', { user: 'me', from: '1', to: '2' }],
    ['a://{user}/list{?from,to}', 'a://me/list', { user: 'me' }],
    ['a://{user}/list{?from}', 'a://me/list?other=1', undefined],
    ['a://x.y/{id}', 'a://xzy/1', undefined],
    ['a://{id}', 'a://%E0%A4%A', undefined],
  ])('%s on %s', (template, uri, expected) => {
    expect(matchTemplate(template, uri)).toEqual(expected);
  });

  it('reads back any value that was percent-encoded into it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        expect(matchTemplate('a://{v}/end', `a://${encodeURIComponent(value)}/end`)).toEqual({ v: value });
      }),
    );
  });
});
