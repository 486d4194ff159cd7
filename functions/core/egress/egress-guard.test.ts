import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from '@jest/globals';
import { guardedLookup, type Reach, type Resolve, reachOf } from './egress-guard.ts';
import { egressRule } from './egress-rule.ts';

/** A resolver that gives one prepared answer after the other. */
function resolving(...answers: string[][]): Resolve {
  return (_hostname, _options, callback) => {
    const addresses = answers.shift() ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

function lookUp(reach: Reach, resolve: Resolve, all = true): Promise<LookupAddress[] | string> {
  return new Promise((done, fail) => {
    guardedLookup(reach, resolve)('host.example', { all }, (error, address) => (error ? fail(error) : done(address)));
  });
}

describe('the look-up of a guarded socket', () => {
  it.each([
    ['10.0.0.1', 'private'],
    ['127.0.0.1', 'private'],
    ['100.64.0.1', 'private'],
    ['::1', 'private'],
    ['fd12::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['64:ff9b::7f00:1', 'private'],
    ['169.254.169.254', 'never'],
    ['fd00:ec2::254', 'never'],
    ['::ffff:169.254.169.254', 'never'],
    ['fe80::1', 'never'],
    ['0.0.0.0', 'never'],
    ['224.0.0.1', 'never'],
  ])('refuses %s, which may be reached: %s', async (address, reachable) => {
    const refusal = { code: 'E5001', message: expect.not.stringContaining(address) };
    await expect(lookUp('public', resolving([address]))).rejects.toMatchObject(refusal);
    const asPrivate = lookUp('private', resolving([address]));
    if (reachable === 'private') expect(await asPrivate).toEqual([expect.objectContaining({ address })]);
    else await expect(asPrivate).rejects.toMatchObject(refusal);
  });

  it('gives sockets exactly the checked addresses, in both forms that they ask for', async () => {
    const answer = ['93.184.215.14', '2606:4700:4700::1111'];
    expect(await lookUp('public', resolving(answer))).toEqual([
      { address: '93.184.215.14', family: 4 },
      { address: '2606:4700:4700::1111', family: 6 },
    ]);
    expect(await lookUp('public', resolving(answer), false)).toBe('93.184.215.14');
  });

  it('refuses a bad address among good ones, and no address at all', async () => {
    await expect(lookUp('public', resolving(['93.184.215.14', '10.0.0.1']))).rejects.toMatchObject({ code: 'E5001' });
    await expect(lookUp('public', resolving([]))).rejects.toMatchObject({ code: 'E5001' });
  });

  it('checks every answer of a name that resolves to a public address first and to a private one later', async () => {
    const rebinding = resolving(['93.184.215.14'], ['127.0.0.1']);
    expect(await lookUp('public', rebinding)).toEqual([{ address: '93.184.215.14', family: 4 }]);
    await expect(lookUp('public', rebinding)).rejects.toMatchObject({ code: 'E5001' });
  });

  it('passes the error of the resolver on', async () => {
    const failing: Resolve = (_hostname, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    await expect(lookUp('public', failing)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('the reach of a host', () => {
  const rule = egressRule(['api.example.com', 'setting:LOCAL', 'setting:METADATA'], {
    LOCAL: 'http://127.0.0.1:4711, http://[::1]:4711, http://8.8.4.4',
    METADATA: 'http://169.254.169.254',
  });

  it.each([
    ['api.example.com', 'public'],
    ['127.0.0.1:4711', 'private'],
    ['[::1]:4711', 'private'],
    ['8.8.4.4', 'private'],
  ])('%s is %s', (host, reach) => {
    expect(reachOf(rule, host)).toBe(reach);
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1:4712',
    '127.0.0.2:4711',
    'localhost:4711',
    '169.254.169.254',
    'api.example.com.',
    'api.example.com:8443',
    'evil.example.com',
  ])('%s is out of reach', (host) => {
    expect(() => reachOf(rule, host)).toThrow(expect.objectContaining({ code: 'E5001' }));
  });
});
