import { describe, expect, it } from '@jest/globals';
import { egressRule } from './egress-rule.ts';

describe('egressRule', () => {
  it('allows the hosts that are named, and no other', () => {
    const allows = egressRule(['api.example.com'], {}).declares;

    expect(allows('api.example.com')).toBe(true);
    expect(allows('example.com')).toBe(false);
    expect(allows('api.example.com:8443')).toBe(false);
  });

  it.each([
    ['files.s3.example.com', true],
    ['deep.files.s3.example.com', true],
    ['s3.example.com', false],
    ['.s3.example.com', false],
    ['evils3.example.com', false],
    ['files.s3.example.com.evil.test', false],
  ])('a wildcard stands for what is below its domain: %s is %s', (host, allowed) => {
    expect(egressRule(['*.s3.example.com'], {}).declares(host)).toBe(allowed);
  });

  it('takes URLs and lists of hosts from settings', () => {
    const { declares: allows } = egressRule(['setting:BASE_URL', 'setting:FILE_HOSTS'], {
      BASE_URL: 'http://127.0.0.1:4711/v1',
      FILE_HOSTS: 'one.example.com, *.two.example.com',
    });

    expect(['127.0.0.1:4711', 'one.example.com', 'a.two.example.com'].map(allows)).toEqual([true, true, true]);
    expect(allows('127.0.0.1')).toBe(false);
  });

  it.each(['*.com', '*', 'a.*.example.com', 'exa mple.com', 'example.com/path'])('refuses "%s" as a host', (entry) => {
    expect(() => egressRule([entry], {})).toThrow(`The egress entry "${entry}"`);
  });

  it('treats an address, localhost and marked names as private, with exactly this port', () => {
    const rule = egressRule(
      ['api.example.com', 'setting:BASE_URL', 'setting:V6', 'private:setting:CLUSTER', '*.localhost.example'],
      {
        BASE_URL: 'http://localhost:4711/v1, 10.1.2.3:8443',
        V6: 'https://[fd12::1]:6443',
        CLUSTER: 'https://cluster.example:6443',
      },
    );
    const hosts = ['localhost:4711', '10.1.2.3:8443', '[fd12::1]:6443', 'cluster.example:6443'];
    expect(hosts.map(rule.namesPrivate)).toEqual([true, true, true, true]);
    expect(hosts.map(rule.declares)).toEqual([true, true, true, true]);
    const others = [
      'localhost',
      'localhost:4712',
      '10.1.2.3',
      'cluster.example',
      'api.example.com',
      'a.localhost.example',
    ];
    expect(others.map(rule.namesPrivate)).toEqual(others.map(() => false));
  });

  it('refuses a private wildcard', () => {
    expect(() => egressRule(['private:*.cluster.example'], {})).toThrow('Name each private host with its port.');
  });
});
