import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentDepth, agentId, agentOf, agentPath, makersOf, ownerOf } from './agents.ts';

const NIGHTLY = agentId('acme', 'test:ada', 'nightly');
const READER = agentId('acme', NIGHTLY, 'reader');

describe('the id of an agent', () => {
  it('names tenant, owner and agent, and the agents between', () => {
    expect(NIGHTLY).toBe('platform:agent/acme/test:ada/nightly');
    expect(READER).toBe('platform:agent/acme/test:ada/nightly/reader');
    expect([ownerOf(READER), agentPath(READER), agentDepth(READER)]).toEqual(['test:ada', 'nightly/reader', 2]);
    expect(makersOf(agentId('acme', READER, 'deep'))).toEqual([READER, NIGHTLY, 'test:ada']);
  });

  it('of one name is another one for each owner and tenant', () => {
    const ids = [agentId('acme', 'test:eve', 'nightly'), agentId('other', 'test:ada', 'nightly'), NIGHTLY];
    expect(new Set(ids).size).toBe(3);
  });

  it('leads back to any owner, whatever characters its id has', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,8}$/);
    const owner = fc.string({ minLength: 1 }).map((subject) => `issuer:${subject}`);
    fc.assert(
      fc.property(owner, fc.array(name, { minLength: 1, maxLength: 4 }), (maker, names) => {
        const id = names.reduce((parent, next) => agentId('acme', parent, next), maker);
        expect([ownerOf(id), agentDepth(id), agentPath(id)]).toEqual([maker, names.length, names.join('/')]);
        expect(agentOf('acme', maker, names.join('/'))).toBe(id);
        expect(makersOf(id)).toHaveLength(names.length);
      }),
    );
  });

  it('from before owners were in it is its own owner, also when it makes an agent', () => {
    const old = 'platform:agent/acme/nightly';
    expect([ownerOf(old), agentDepth(old), makersOf(old)]).toEqual([old, 0, []]);
    expect(makersOf(agentId('acme', old, 'reader'))).toEqual([old]);
  });
});
