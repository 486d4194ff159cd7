import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kindOfAddress } from './address-ranges.ts';

describe('the kind of an address', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['1.1.1.1', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['2606:4700:4700::1111', 'public'],
    ['2a05:d018::1', 'public'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['10.0.0.1', 'private'],
    ['10.255.255.255', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fc00::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:a00:1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['2002:a00:1::', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['[::1]', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::127.0.0.1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['0.0.0.0', 'forbidden'],
    ['0.1.2.3', 'forbidden'],
    ['::', 'forbidden'],
    ['169.254.169.254', 'forbidden'],
    ['169.254.170.2', 'forbidden'],
    ['::ffff:169.254.169.254', 'forbidden'],
    ['64:ff9b::a9fe:a9fe', 'forbidden'],
    ['2002:a9fe:a9fe::1', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['fec0::1', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['64:ff9b:1::1', 'forbidden'],
    ['100::1', 'forbidden'],
    ['2001::1', 'forbidden'],
    ['2001:db8::1', 'forbidden'],
    ['3fff::1', 'forbidden'],
    ['5f00::1', 'forbidden'],
    ['192.0.0.8', 'forbidden'],
    ['192.0.2.1', 'forbidden'],
    ['198.19.255.255', 'forbidden'],
    ['198.51.100.7', 'forbidden'],
    ['203.0.113.7', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['240.0.0.1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['localhost', 'forbidden'],
    ['', 'forbidden'],
  ])('of %s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it('does not change when an IPv4 address is written as IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const kind = kindOfAddress(address);
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const words = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        for (const written of [
          `::ffff:${address}`,
          `0:0:0:0:0:FFFF:${words}`,
          `64:ff9b::${words}`,
          `2002:${words}::1`,
        ]) {
          expect([written, kindOfAddress(written)]).toEqual([written, kind]);
        }
      }),
    );
  });

  it('is never public for an IPv6 address that is not assigned', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        if (kindOfAddress(address) === 'public') {
          expect(address).toMatch(/^(2|3|0{0,4}:|64:ff9b:|0064:ff9b:)/i);
        }
      }),
    );
  });
});
