import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ResourceTemplateRecord, ToolRecord } from '../../../schemas/registry-records.ts';
import { uriWithOwner, withOwner } from './ownership.ts';

const tool = (properties: Record<string, unknown>) =>
  ({ definition: { inputSchema: { properties } } }) as unknown as ToolRecord;
const template = (uriTemplate: string) => ({ definition: { uriTemplate } }) as ResourceTemplateRecord;
const OWNED = tool({ user_id: { type: 'string' }, amount: { type: 'string' } });
const ADA = { id: 'test:ada/1', scopes: ['bank:read'] };
const CLERK = { id: 'test:clerk', scopes: ['bank:read', 'users:act'] };
const refused = expect.objectContaining({ code: 'E4007', details: expect.objectContaining({ field: 'user_id' }) });

describe('an argument user_id', () => {
  it.each([[{}], [{ user_id: 'me' }], [{ user_id: ADA.id }], [{ user_id: undefined }]])(
    'of %j is the caller',
    (args) => {
      expect(withOwner(OWNED, { ...args, amount: '1' }, ADA)).toEqual({ user_id: ADA.id, amount: '1' });
    },
  );

  it('of anybody else is refused, whoever it may be', () => {
    fc.assert(
      fc.property(fc.string(), (named) => {
        fc.pre(named !== 'me' && named !== ADA.id);
        expect(() => withOwner(OWNED, { user_id: named }, ADA)).toThrow(refused);
      }),
    );
  });

  it('is anybody’s for whom the caller may act', () => {
    expect(withOwner(OWNED, { user_id: 'test:ada/1' }, CLERK)).toEqual({ user_id: 'test:ada/1' });
    expect(withOwner(OWNED, { user_id: 'x' }, { id: 'y', scopes: ['*'] })).toEqual({ user_id: 'x' });
  });

  it('that is no text is left to the schema', () => {
    expect(withOwner(OWNED, { user_id: 7 }, ADA)).toEqual({ user_id: 7 });
    expect(withOwner(OWNED, { user_id: ['test:bob'] }, ADA)).toEqual({ user_id: ['test:bob'] });
  });

  it('is not added to a tool that has none', () => {
    const args = { amount: '1' };
    expect(withOwner(tool({ amount: {} }), args, ADA)).toBe(args);
    expect(withOwner(tool({ amount: {} }), { user_id: 'test:bob' }, ADA)).toEqual({ user_id: 'test:bob' });
  });
});

describe('a URI with a user_id', () => {
  const LIST = template('bank://{user_id}/list{?from,cursor}');

  it('names the caller in full, encoded, and keeps its query', () => {
    const own = { uri: 'bank://test%3Aada%2F1/list?from=a%26b', variables: { user_id: ADA.id, from: 'a&b' } };
    expect(uriWithOwner(LIST, 'bank://me/list?from=a%26b', ADA)).toEqual(own);
    expect(uriWithOwner(LIST, 'bank://test%3Aada%2F1/list?from=a%26b', ADA)).toEqual(own);
  });

  it('of a stranger is refused, however it is written', () => {
    for (const uri of ['bank://test:bob/list', 'bank://%74est%3Abob/list', 'bank://ME/list', 'bank://%20me/list']) {
      expect(() => uriWithOwner(LIST, uri, ADA)).toThrow(refused);
    }
  });

  it('without one is left as it is, with what its variables stand for', () => {
    const uri = 'market://data/A%20B?interval=1d';
    expect(uriWithOwner(template('market://data/{symbol}{?interval}'), uri, ADA)).toEqual({
      uri,
      variables: { symbol: 'A B', interval: '1d' },
    });
  });
});
