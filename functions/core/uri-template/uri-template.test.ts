import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expandTemplate, matchTemplate, variablesOf } from './uri-template.ts';

describe('URI templates', () => {
  it.each([
    ['kyc://reference/{topic}', 'kyc://reference/pan', { topic: 'pan' }],
    ['kyc://reference/{topic}', 'kyc://reference/a/b', undefined],
    ['kyc://reference/{topic}', 'kyc://other/pan', undefined],
    ['file:///{+path}', 'file:///a/b.txt', { path: 'a/b.txt' }],
    ['a://{user}/list{?from,to}', 'a://me/list?to=2&from=1', { user: 'me', from: '1', to: '2' }],
    ['a://{user}/list{?from,to}', 'a://me/list', { user: 'me' }],
    ['a://{user}/list{?from}', 'a://me/list?other=1', undefined],
    ['a://{user}/list{?from}', 'a://me/list?from=1&from=2', undefined],
    ['a://{user}/list{?from}', 'a://me/list?', { user: 'me' }],
    ['a://{user}/list{?from}', 'a://me/list?from=', { user: 'me', from: '' }],
    ['a://{user}{?at}', 'a://me?at=2026-11-21T09:00:00+02:00', { user: 'me', at: '2026-11-21T09:00:00+02:00' }],
    ['a://{user}{?q}', 'a://me?q=a%26b%3Dc%3F', { user: 'me', q: 'a&b=c?' }],
    ['a://{user}{?q}', 'a://me?q=%E0%A4%A', undefined],
    ['a://{user}/balance', 'a://me/balance?from=1', undefined],
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

  it('name their variables', () => {
    expect(variablesOf('a://{user}/{+path}{?from,to}')).toEqual(['user', 'path', 'from', 'to']);
  });

  it('give a URI that leads back to the same variables', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const variables = fc.record({ user: text, from: text, to: text }, { requiredKeys: ['user'] });
    const template = 'a://{user}/list{?from,to}';
    fc.assert(
      fc.property(variables, (given) => {
        expect(matchTemplate(template, expandTemplate(template, given))).toEqual(given);
      }),
    );
  });
});
