import type { Random } from './random.ts';

/** Templates of configurations. */
export const CONFIGURATIONS = [
  `hostname {{ host }}
{% for i in interfaces -%}
interface {{ i.name }}
{% if i.enabled %}
 ip address {{ i.ip | default('dhcp', true) }}{{ ' ' ~ i.mask if i.mask }}
{% else %}
 shutdown
{% endif %}
{% for v in i.vlans|default([])|sort %}
 vlan {{ '%04d' | format(v) }}{{ ',' if not loop.last }}
{% endfor %}
{% endfor %}
`,
  `{%- macro neighbour(ip, asn, desc=none) %}
 neighbor {{ ip }} remote-as {{ asn }}
 {%- if desc %}

 neighbor {{ ip }} description {{ desc|upper|truncate(8, true, '', 0) }}
 {%- endif %}
{%- endmacro %}
router bgp {{ asn }}
{%- for p in peers if p.asn != asn %}{{ neighbour(p.ip, p.asn, p.desc|default(none)) }}{% endfor %}
{% for asn, group in peers|groupby('asn') %}! {{ asn }}: {{ group|map(attribute='ip')|join(' ') }}
{% endfor %}`,
  `{% set ns = namespace(total=0) %}
{% for i in interfaces if i.enabled %}{% set ns.total = ns.total + i.vlans|length %}
{{ i.name.ljust(8) }}|{{ i.vlans|map('string')|join(',')|center(12) }}|
{% else %}
no interfaces
{% endfor %}
total {{ ns.total }} of {{ interfaces|sum(attribute='mask') }} {{ (ns.total / 3)|round(2) }}`,
  `{{ peers|tojson(2) }}
{{ {'peers': peers, 'host': host}|pprint }}`,
];

/** Random data for the templates. */
export function configuration(random: Random): string {
  return JSON.stringify({
    host: random.pick(['r1', 'leaf-01', 'é1']),
    asn: 65000,
    interfaces: random.some(0, 4, () => ({
      name: random.pick(['Gi0/0', 'Gi0/1', 'Te1/0', 'lo0']),
      ip: random.pick(['192.0.2.1', null, '']),
      mask: random.int(0, 32),
      enabled: random.chance(0.7),
      ...(random.chance(0.8) ? { vlans: random.some(0, 4, () => random.int(1, 4094)) } : {}),
    })),
    peers: random.some(0, 4, () => ({
      ip: `192.0.2.${random.int(1, 254)}`,
      asn: random.int(64999, 65002),
      ...(random.chance(0.5) ? { desc: random.pick(['core', 'a long description', 'x<y']) } : {}),
    })),
  });
}
