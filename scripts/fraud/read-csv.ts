/**
 * A labelled data set, one transaction per line. Header names the columns; `time` (ISO 8601 or Unix seconds),
 * `customer`, `amount` (decimal) and `fraud` (0 or 1) are needed, `id`, `currency`, `terminal` (or `merchant`), `mcc`,
 * `counterparty`, `device`, `country`, `latitude` and `longitude` are optional. Lines are in the order of time.
 * Cells are separated by commas and are not quoted. The file may be packed with gzip, if its name ends in `.gz`.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { minorDigits } from '../../functions/core/money/currencies.ts';
import type { ScoredTransaction } from '../../functions/families/fraud/scoring/transaction.ts';

export interface LabelledLine {
  readonly customer: string;
  readonly transaction: ScoredTransaction;
  readonly fraud: boolean;
}

const NEEDED = ['time', 'customer', 'amount', 'fraud'];

/**
 * @param currency currency of the file; a line with another currency is refused
 * @throws {Error} a sentence that names the line and the column
 */
export async function* readLabelled(file: string, currency: string): AsyncGenerator<LabelledLine> {
  const source = createReadStream(file);
  const input = file.endsWith('.gz') ? source.pipe(createGunzip()) : source;
  let columns: Map<string, number> | undefined;
  let line = 0;
  let before = Number.NEGATIVE_INFINITY;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.includes('"')) throw new Error(`${file}, line ${line}: cells are not to be quoted.`);
    const cells = text.split(',');
    if (!columns) {
      columns = new Map(cells.map((name, index) => [name.trim().toLowerCase(), index]));
      const missing = NEEDED.filter((name) => !columns?.has(name));
      if (missing.length > 0)
        throw new Error(`${file}: the header lacks ${missing.join(', ')}; it has ${cells.join(', ')}.`);
      continue;
    }
    if (text === '') continue;
    const labelled = rowOf(cells, { columns, line, currency });
    const { at } = labelled.transaction;
    if (at < before) throw new Error(`${file}, line ${line}: earlier than the line before. Sort the file by time.`);
    before = at;
    yield labelled;
  }
}

interface Row {
  columns: ReadonlyMap<string, number>;
  line: number;
  currency: string;
}

function rowOf(cells: readonly string[], { columns, line, currency }: Row): LabelledLine {
  const cell = (name: string): string | undefined => cells[columns.get(name) ?? -1]?.trim() || undefined;
  const wrong = (name: string) => new Error(`Line ${line}: "${name}" is not valid: ${cell(name) ?? 'empty'}.`);
  const number = (name: string): number | undefined => {
    const text = cell(name);
    if (text === undefined) return undefined;
    if (!Number.isFinite(Number(text))) throw wrong(name);
    return Number(text);
  };
  const time = cell('time') ?? '';
  const at = /^\d+(\.\d+)?$/.test(time) ? Number(time) * 1000 : Date.parse(time);
  if (!Number.isFinite(at)) throw wrong('time');
  const amount = number('amount');
  if (amount === undefined) throw wrong('amount');
  if ((cell('currency') ?? currency).toUpperCase() !== currency) throw wrong('currency');
  const fraud = cell('fraud');
  if (fraud !== '0' && fraud !== '1') throw wrong('fraud');
  const merchant = cell('terminal') ?? cell('merchant');
  const categoryCode = cell('mcc');
  const [latitude, longitude, country] = [number('latitude'), number('longitude'), cell('country')];
  const [counterparty, device] = [cell('counterparty'), cell('device')];
  const customer = cell('customer');
  if (customer === undefined) throw wrong('customer');
  return {
    customer,
    fraud: fraud === '1',
    transaction: {
      id: cell('id') ?? String(line),
      at,
      amountMinor: Math.round(amount * 10 ** minorDigits(currency)),
      currency,
      merchant: merchant === undefined ? undefined : { id: merchant, categoryCode },
      counterparty,
      device,
      location: { country, latitude, longitude },
    },
  };
}
