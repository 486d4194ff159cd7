/** A titled table for a terminal; texts to the left, figures to the right. */
export function section(title: string, rows: readonly (readonly string[])[]): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0),
  );
  const isFigure = Array.from({ length: columns }, (_, column) =>
    rows.slice(1).every((row) => /^([<>]? ?-?[\d.]+.*)?$/.test(row[column] ?? '')),
  );
  const cell = (text: string, column: number) =>
    isFigure[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return `${title}\n\n${rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd()).join('\n')}\n`;
}
