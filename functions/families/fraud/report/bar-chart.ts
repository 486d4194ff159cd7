/** Bars of parts that stand on each other; `value`s are counts. */
export interface Bar {
  readonly label: string;
  readonly parts: readonly { readonly value: number; readonly color: string }[];
}

export interface BarChart {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly legend: readonly { readonly text: string; readonly color: string }[];
}

const [WIDTH, HEIGHT] = [720, 320];
const PLOT = { left: 48, top: 48, width: 656, height: 216 };
/** Labels below the bars, at most so many: more would lie on each other. */
const MOST_LABELS = 10;

/** A chart as SVG that needs neither script nor font nor network. */
export function barChart({ title, bars, legend }: BarChart): string {
  const highest = bars.reduce((most, bar) => Math.max(most, sumOf(bar)), 1);
  const width = PLOT.width / Math.max(1, bars.length);
  const every = Math.ceil(bars.length / MOST_LABELS);
  const drawn = bars.flatMap((bar, index) => [
    ...columnOf(bar, { x: PLOT.left + index * width, width, perUnit: PLOT.height / highest }),
    ...(index % every === 0
      ? [text({ x: PLOT.left + (index + 0.5) * width, y: PLOT.top + PLOT.height + 16, anchor: 'middle' }, bar.label)]
      : []),
  ]);
  const floor = PLOT.top + PLOT.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${PLOT.left}" y="24" font-size="14">${escaped(title)}</text>`,
    text({ x: PLOT.left - 6, y: PLOT.top + 4, anchor: 'end' }, String(highest)),
    text({ x: PLOT.left - 6, y: floor, anchor: 'end' }, '0'),
    `<line x1="${PLOT.left}" y1="${floor}" x2="${PLOT.left + PLOT.width}" y2="${floor}" stroke="#333333"/>`,
    ...drawn,
    ...legend.flatMap((entry, index) => legendEntry(entry, PLOT.left + index * 90)),
    '</svg>',
    '',
  ].join('\n');
}

const sumOf = ({ parts }: Bar): number => parts.reduce((sum, { value }) => sum + value, 0);

function columnOf(bar: Bar, { x, width, perUnit }: { x: number; width: number; perUnit: number }): string[] {
  let floor = PLOT.top + PLOT.height;
  const rectangles: string[] = [];
  for (const { value, color } of bar.parts) {
    if (value === 0) continue;
    floor -= value * perUnit;
    rectangles.push(
      `<rect x="${rounded(x + width * 0.1)}" y="${rounded(floor)}" width="${rounded(width * 0.8)}" height="${rounded(value * perUnit)}" fill="${color}"><title>${escaped(bar.label)}: ${value}</title></rect>`,
    );
  }
  return rectangles;
}

function legendEntry({ text: label, color }: BarChart['legend'][number], x: number): string[] {
  const y = HEIGHT - 20;
  return [`<rect x="${x}" y="${y}" width="10" height="10" fill="${color}"/>`, text({ x: x + 14, y: y + 9 }, label)];
}

function text({ x, y, anchor = 'start' }: { x: number; y: number; anchor?: string }, content: string): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" fill="#333333">${escaped(content)}</text>`;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (value: string): string => value.replaceAll(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
