import { describe, expect, it } from '@jest/globals';
import { agentId } from '../../../schemas/agents.ts';
import { ApiKeySummary } from '../../../schemas/api-keys.ts';
import { chainOfMakers, inTreeOrder, keysBelongingTo } from './key-tree.ts';

const key = (id: string, changes: Partial<ApiKeySummary> = {}) =>
  ApiKeySummary.parse({
    id,
    label: id,
    principal: 'test:ada',
    createdBy: 'test:ada',
    roles: [],
    scopes: [],
    tier: 'team',
    unattended: false,
    status: 'active',
    createdAt: '2026-11-21T10:00:00.000Z',
    expiresAt: 1,
    ...changes,
  });
const ids = (keys: readonly { id: string }[]) => keys.map(({ id }) => id);
const OLD = 'platform:agent/acme/nightly';

describe('keys as a tree', () => {
  it('list each key after the one with which it was made, oldest first', () => {
    const at = (second: number) => ({ createdAt: `2026-11-21T10:00:0${second}.000Z` });
    const keys = [
      key('young', at(3)),
      key('grandchild', { ...at(4), ancestors: ['old', 'child'] }),
      key('second', { ...at(2), ancestors: ['old'] }),
      key('child', { ...at(1), ancestors: ['old'] }),
      key('old', at(0)),
    ];
    expect(ids(inTreeOrder(keys))).toEqual(['old', 'child', 'grandchild', 'second', 'young']);
  });

  it('begin with a key whose parent is not listed', () => {
    expect(ids(inTreeOrder([key('child', { ancestors: ['by-hand'] })]))).toEqual(['child']);
  });
});

describe('the keys of a person', () => {
  const nightly = agentId('acme', 'test:ada', 'nightly');
  it('are its own, those of its agents and those of their agents, and no others', () => {
    const keys = [
      key('own'),
      key('agent', { principal: nightly }),
      key('nested', { principal: agentId('acme', nightly, 'reader'), createdBy: nightly, ancestors: ['agent'] }),
      key('foreign', { principal: 'test:eve', createdBy: 'test:eve' }),
      key('of-her-agent', { principal: agentId('acme', 'test:eve', 'nightly'), createdBy: 'test:eve' }),
    ];
    expect(ids(keysBelongingTo(keys, 'test:ada'))).toEqual(['own', 'agent', 'nested']);
    expect(ids(keysBelongingTo(keys, nightly))).toEqual(['agent', 'nested']);
  });

  it('include keys that were made with the key of an agent whose id names no owner', () => {
    const keys = [
      key('agent', { principal: OLD }),
      key('child', { principal: OLD, createdBy: OLD, ancestors: ['agent'] }),
      key('foreign', { principal: OLD, createdBy: 'test:eve' }),
    ];
    expect(ids(keysBelongingTo(keys, 'test:ada'))).toEqual(['agent', 'child']);
  });
});

describe('the hands behind a principal', () => {
  it('are all its makers, up to the owner', () => {
    const nested = agentId('acme', agentId('acme', 'test:ada', 'nightly'), 'reader');
    expect([...chainOfMakers(nested, [])].sort()).toEqual(
      [nested, agentId('acme', 'test:ada', 'nightly'), 'test:ada'].sort(),
    );
    expect([...chainOfMakers('test:ada', [key('own')])]).toEqual(['test:ada']);
  });

  it('are the makers of its keys, for an agent whose id names no owner', () => {
    const keys = [key('a', { principal: OLD }), key('b', { principal: OLD, createdBy: 'test:eve' })];
    expect([...chainOfMakers(OLD, keys)].sort()).toEqual([OLD, 'test:ada', 'test:eve'].sort());
  });
});
