import { spawnSync } from 'node:child_process';
import { Environment } from '../../functions/kit/jinja/index.ts';

/** Template of a configuration of 10,000 lines: interfaces, BGP neighbours and access lists from tables. */
const TEMPLATE = `{% macro neighbor(peer) %}
 neighbor {{ peer.ip }} remote-as {{ peer.asn }}
 neighbor {{ peer.ip }} description {{ peer.name|upper }}
{% endmacro %}
hostname {{ host }}
!
{% for port in ports %}
interface {{ port.name }}
 description {{ port.description|default('unused', true)|truncate(24) }}
{% if port.ip %}
 ip address {{ port.ip }} {{ '255.255.255.%d'|format(256 - 2 ** (32 - port.length)) }}
{% endif %}
 switchport trunk allowed vlan {{ port.vlans|sort|join(',') }}
{% if not loop.last %}
!
{% endif %}
{% endfor %}
router bgp {{ asn }}
{% for peer in peers if peer.asn != asn %}
{{ neighbor(peer) -}}
{% endfor %}
{% set ns = namespace(line=10) %}
ip access-list extended EDGE
{% for rule in rules %}
 {{ ns.line }} {{ rule.action }} {{ rule.protocol }} any host {{ rule.host }} eq {{ rule.port }}
{% set ns.line = ns.line + 10 %}
{% endfor %}
end
`;

const CONTEXT = {
  host: 'edge-1',
  asn: 65000,
  ports: Array.from({ length: 1200 }, (_, n) => ({
    name: `GigabitEthernet${n >> 6}/${n & 63}`,
    description: n % 3 === 0 ? '' : `to customer number ${n} in the hall`,
    ip: n % 2 === 0 ? `192.0.2.${n % 250}` : null,
    length: 24 + (n % 7),
    vlans: [n + 20, n + 1, n + 10],
  })),
  peers: Array.from({ length: 1000 }, (_, n) => ({
    ip: `198.51.100.${n % 250}`,
    asn: 64512 + (n % 600),
    name: `peer-${n}`,
  })),
  rules: Array.from({ length: 2600 }, (_, n) => ({
    action: n % 5 === 0 ? 'deny' : 'permit',
    protocol: n % 2 === 0 ? 'tcp' : 'udp',
    host: `203.0.113.${n % 250}`,
    port: 1024 + n,
  })),
};

/** Python program that prints a line of JSON with the milliseconds of each round, and the text. */
const PYTHON = `
import json, sys, time
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
given = json.load(sys.stdin)
environment = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
compiling, rendering = [], []
for _ in range(given["rounds"]):
    start = time.perf_counter()
    template = environment.from_string(given["template"])
    middle = time.perf_counter()
    text = template.render(given["context"])
    compiling.append(1000 * (middle - start))
    rendering.append(1000 * (time.perf_counter() - middle))
print(json.dumps({"compiling": compiling, "rendering": rendering, "text": text}))
`;

interface Times {
  readonly compiling: readonly number[];
  readonly rendering: readonly number[];
  readonly text: string;
}

function ours(rounds: number): Times {
  const environment = new Environment({ trimBlocks: true, lstripBlocks: true });
  const compiling: number[] = [];
  const rendering: number[] = [];
  let text = '';
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const template = environment.fromText(TEMPLATE);
    const middle = performance.now();
    text = template.render(CONTEXT);
    compiling.push(middle - start);
    rendering.push(performance.now() - middle);
  }
  return { compiling, rendering, text };
}

function theirs(rounds: number): Times | undefined {
  const input = JSON.stringify({ template: TEMPLATE, context: CONTEXT, rounds });
  const { status, stdout } = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return status === 0 ? (JSON.parse(stdout) as Times) : undefined;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const best = (values: readonly number[]) => Math.min(...values);
const milliseconds = (value: number) => value.toFixed(1).padStart(8);

/** The times of both sides, and whether they made the same text. */
export function bench(rounds: number): string {
  const mine = ours(rounds);
  const python = theirs(rounds);
  const row = (name: string, { compiling, rendering }: Times) =>
    [
      name.padEnd(14),
      ...[best(compiling), rendering[0] ?? 0, median(rendering), best(rendering)].map(milliseconds),
    ].join('  ');
  const lines = mine.text.split('\n').length - 1;
  return [
    `${lines} lines, ${mine.text.length} characters, ${rounds} rounds`,
    ['times in ms:'.padEnd(14), ...['compile', 'first', 'median', 'best'].map((name) => name.padStart(8))].join('  '),
    row('this engine', mine),
    python ? row('python3-jinja2', python) : 'python3-jinja2 is missing: npm run peers installs it',
    ...(python ? [`texts are ${python.text === mine.text ? 'the same' : 'different'}`] : []),
  ].join('\n');
}
