import type { RocPoint } from './measures.ts';

const SIZE = 400;
const LEFT = 50;
const TOP = 40;
/** Points of the curve that are more than a pixel apart; the curve has one for each score. */
const LEAST_STEP = 1 / SIZE;

/** The receiver operating characteristic as SVG: share of frauds found over share of false alarms. */
export function rocChart({ auc, curve }: { auc: number; curve: readonly RocPoint[] }): string {
  const x = (value: number) => (LEFT + value * SIZE).toFixed(1);
  const y = (value: number) => (TOP + (1 - value) * SIZE).toFixed(1);
  const points = thinned(curve).map(({ falseAlarms, found }) => `${x(falseAlarms)},${y(found)}`);
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
    `<text x="${x(value)}" y="${TOP + SIZE + 16}" text-anchor="middle">${value}</text>`,
    `<text x="${LEFT - 8}" y="${Number(y(value)) + 4}" text-anchor="end">${value}</text>`,
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE + 80} ${SIZE + 90}" role="img" font-family="sans-serif" font-size="11">`,
    '<title>Receiver operating characteristic of the fraud scorer</title>',
    `<rect width="${SIZE + 80}" height="${SIZE + 90}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="24" font-size="14">ROC, area ${auc.toFixed(4)}</text>`,
    `<rect x="${LEFT}" y="${TOP}" width="${SIZE}" height="${SIZE}" fill="none" stroke="#999999"/>`,
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#999999" stroke-dasharray="4 4"/>`,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#1f5fa8" stroke-width="2"/>`,
    ...ticks,
    `<text x="${LEFT + SIZE / 2}" y="${TOP + SIZE + 36}" text-anchor="middle">false alarms among the honest</text>`,
    `<text transform="translate(14 ${TOP + SIZE / 2}) rotate(-90)" text-anchor="middle">frauds found</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function thinned(curve: readonly RocPoint[]): RocPoint[] {
  const drawn: RocPoint[] = [];
  for (const [index, point] of curve.entries()) {
    const last = drawn.at(-1);
    const step = last ? point.falseAlarms - last.falseAlarms + point.found - last.found : 1;
    if (step >= LEAST_STEP || index === curve.length - 1) drawn.push(point);
  }
  return drawn;
}
