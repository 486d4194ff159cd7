import type { Measured } from './measure-targets.ts';

const ROW = 22;
const LEFT = 450;
const WIDTH = 1000;
const TOP = 54;
/** Ends of the scale: exponents of ten, in milliseconds. */
const FROM = -1;
const TO = 4;

/** A picture of the latencies: for each target a line from p50 to p99 with a mark at p95, on a logarithmic scale. */
export function chartOf(targets: readonly Measured[]): string {
  const height = TOP + targets.length * ROW + 16;
  const powers = Array.from({ length: TO - FROM + 1 }, (_, index) => FROM + index);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" role="img">`,
    '<title>Latency of front beside an echo and the bare SDK handler: p50, p95 and p99</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="20" font-size="14" font-weight="bold">Latency in milliseconds: p50 (dot), p95 (bar), p99 (end of the line)</text>`,
    ...powers.map((power) => grid(power, height)),
    ...targets.map((target, index) => row(target, TOP + index * ROW)),
    '</svg>',
    '',
  ].join('\n');
}

function grid(power: number, height: number): string {
  const x = at(10 ** power).toFixed(1);
  const label = `<text x="${x}" y="42" text-anchor="middle" fill="#555555">${10 ** power}</text>`;
  return `${label}<line x1="${x}" x2="${x}" y1="48" y2="${height - 8}" stroke="#dddddd"/>`;
}

function row({ name, connections, best }: Measured, y: number): string {
  const colour = name.startsWith('front') ? '#0b5cad' : '#777777';
  const [p50, p95, p99] = [best.p50, best.p95, best.p99].map((value) => at(value).toFixed(1));
  const middle = y + ROW / 2;
  return [
    `<text x="12" y="${middle + 4}">${name}, ${connections} at a time</text>`,
    `<line x1="${p50}" x2="${p99}" y1="${middle}" y2="${middle}" stroke="${colour}" stroke-width="2"/>`,
    `<circle cx="${p50}" cy="${middle}" r="4" fill="${colour}"/>`,
    `<rect x="${Number(p95) - 1.5}" y="${middle - 6}" width="3" height="12" fill="${colour}"/>`,
  ].join('');
}

/** Horizontal position of a latency. */
function at(ms: number): number {
  const power = Math.min(TO, Math.max(FROM, Math.log10(ms)));
  return LEFT + ((power - FROM) / (TO - FROM)) * (WIDTH - LEFT - 24);
}
