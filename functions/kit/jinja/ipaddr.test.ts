import { describe, expect, it } from '@jest/globals';
import { Environment, JinjaError } from './index.ts';

function answer(expression: string): string {
  try {
    return new Environment().fromText(`{{ ${expression} }}`).render();
  } catch (error) {
    if (error instanceof JinjaError) return error.kind;
    throw error;
  }
}

// The answers are those of ansible.utils as Debian has it; the corpus compares many more.
describe('filters for addresses', () => {
  it.each([
    ["'192.0.2.1/24'|ipaddr", '192.0.2.1/24'],
    ["'192.0.2.1/24'|ipaddr('network')", '192.0.2.0'],
    ["'192.0.2.1/24'|ipaddr('netmask')", '255.255.255.0'],
    ["'192.0.2.1/24'|ipaddr('wildcard')", '0.0.0.255'],
    ["'192.0.2.1/255.255.255.0'|ipaddr('prefix')", '24'],
    ["'192.0.2.0/24'|ipaddr('5')", '192.0.2.5/24'],
    ["'192.0.2.0/24'|ipaddr('range_usable')", '192.0.2.1-192.0.2.254'],
    ["'192.0.2.8/31'|ipaddr('peer')", '192.0.2.9'],
    ["'192.0.2.1'|ipaddr('revdns')", '1.2.0.192.in-addr.arpa.'],
    ["'192.0.2.1'|ipaddr('192.0.2.0/24')", '192.0.2.1'],
    ["'nope'|ipaddr", 'False'],
    ["['192.0.2.1', 'nope', '2001:db8::1']|ipaddr", "['192.0.2.1', '2001:db8::1']"],
    ["['192.0.2.1', '2001:db8::1']|ipv4", "['192.0.2.1']"],
    ["['192.0.2.1', '2001:db8::1']|ipv6", "['2001:db8::1']"],
    ["'192.0.2.1'|ipaddr('nope')", 'FilterArgumentError'],
    ["'192.0.2.0/24'|ipsubnet(26)", '4'],
    ["'192.0.2.0/24'|ipsubnet(26, 2)", '192.0.2.128/26'],
    ["'192.0.2.77'|ipsubnet(24)", '192.0.2.0/24'],
    ["'192.0.2.254'|ipmath(5)", '192.0.3.3'],
    ["'2001:db8::'|ipmath(-1)", '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff'],
    ["'192.0.2.0/24'|network_in_usable('192.0.2.255')", 'False'],
    ["'192.0.2.0/24'|network_in_network('192.0.2.255')", 'True'],
    ["'192.0.2.0/24'|nthhost(-1)", '192.0.2.255'],
    ["['192.0.2.0/25', '192.0.2.128/25']|cidr_merge", "['192.0.2.0/24']"],
    ["'001b.210a.0b0c'|hwaddr('linux')", '00:1b:21:0a:0b:0c'],
    ["'2001:db8::/64'|slaac('00:1b:21:0a:0b:0c')", '2001:db8::21b:21ff:fe0a:b0c'],
    ["'2001:db8::1'|ipwrap", '[2001:db8::1]'],
  ])('answer %s', (expression, expected) => {
    expect(answer(expression)).toBe(expected);
  });
});

describe('filters for patterns', () => {
  it.each([
    ["'Gi0/1 is up'|regex_search('[0-9]+/[0-9]+')", '0/1'],
    ["'Gi0/1 is up'|regex_search('^(\\\\w)(\\\\w)', '\\\\2', '\\\\1')", "['i', 'G']"],
    ["'Gi0/1 is up'|regex_search('down')", 'None'],
    ["'a1b22'|regex_findall('[a-z](\\\\d+)')", "['1', '22']"],
    ["'a1b22'|regex_findall('([a-z])(\\\\d+)')", "[('a', '1'), ('b', '22')]"],
    ["'GigabitEthernet0/1'|regex_replace('^(\\\\w{2})\\\\D+', '\\\\1')", 'Gi0/1'],
    ["'UP up'|regex_replace('up', 'down', ignorecase=true)", 'down down'],
    ["'a.b'|regex_escape", 'a\\.b'],
    ["'x'|regex_search('(')", 'PatternError'],
  ])('answer %s', (expression, expected) => {
    expect(answer(expression)).toBe(expected);
  });
});
