import { type Outcome, type Row, STEPS } from './journey.ts';

/** The rows as a table of Markdown, and the reasons of failed steps as a list below it. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['client', ...STEPS];
  const lines = [
    head,
    head.map(() => '---'),
    ...rows.map((row) => [row.name, ...STEPS.map((step) => cell(row[step]))]),
  ];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const reasons = rows.flatMap((row) =>
    STEPS.flatMap((step) => {
      const outcome = row[step];
      return typeof outcome === 'object' ? [`- ${row.name}, ${step}: ${outcome.failed}`] : [];
    }),
  );
  return reasons.length > 0 ? `${table}\n\n${reasons.join('\n')}` : table;
}

function cell(outcome: Outcome): string {
  if (typeof outcome === 'object') return '**fails**';
  return outcome === 'no means' ? '–' : outcome;
}

const START = '<!-- clients: start -->';
const END = '<!-- clients: end -->';

/** The page with the text between its two marks replaced. @throws {Error} if a mark is missing */
export function withTable(page: string, table: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`The page needs the lines "${START}" and "${END}", in this order.`);
  return `${page.slice(0, start + START.length)}\n${table}\n${page.slice(end)}`;
}
