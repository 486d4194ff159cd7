import { type Decimal, formatDecimal, over, parseDecimal, times, UNIT } from './decimal.ts';
import { missing } from './refusal.ts';

/** Assets that can be traded: real symbols of funds and shares with invented prices in US dollars. */
const PRICES: Readonly<Record<string, string>> = {
  VTI: '301.25',
  VXUS: '68.4',
  BND: '73.5',
  BNDX: '49.75',
  SPY: '601.1',
  AAPL: '231.5',
  MSFT: '462.25',
  NOFRAC: '12.5',
};
const NOT_FRACTIONABLE = new Set(['NOFRAC']);
const DAY_MS = 86_400_000;

/** Prices and the clock; both can be set by tests. */
export class Market {
  isOpen = true;
  /** Symbols of which trading is halted. */
  readonly halted = new Set<string>();
  private readonly set = new Map<string, Decimal>();

  /** @throws {Refusal} 404 for symbols that are not traded here */
  price(symbol: string): Decimal {
    const price = this.set.get(symbol) ?? parseDecimal(PRICES[symbol]);
    if (price === undefined) throw missing(`asset not found for ${symbol}: asset`);
    return price;
  }

  setPrice(symbol: string, price: Decimal): void {
    this.set.set(symbol, price);
  }

  knows(symbol: string): boolean {
    return symbol in PRICES;
  }

  asset(symbol: string) {
    this.price(symbol);
    const fractionable = !NOT_FRACTIONABLE.has(symbol);
    return {
      id: assetId(symbol),
      class: 'us_equity',
      exchange: 'NASDAQ',
      symbol,
      name: `${symbol} (stand-in)`,
      status: 'active',
      tradable: !this.halted.has(symbol),
      marginable: false,
      shortable: false,
      easy_to_borrow: false,
      fractionable,
    };
  }

  quote(symbol: string) {
    const price = this.price(symbol);
    const cent = UNIT / 100n;
    return {
      t: new Date().toISOString(),
      ax: 'V',
      ap: number(price + cent),
      as: 2,
      bx: 'V',
      bp: number(price - cent),
      bs: 3,
      c: ['R'],
      z: 'B',
    };
  }

  trade(symbol: string) {
    return { t: new Date().toISOString(), x: 'V', p: number(this.price(symbol)), s: 100, c: ['@'], i: 1, z: 'B' };
  }

  /** Bars up to now, oldest first: a price that swings by up to two in a hundred, the same for the same moment. */
  bars(symbol: string, { start, end, stepMs }: { start: number; end: number; stepMs: number }) {
    const price = this.price(symbol);
    const bars: object[] = [];
    for (let at = Math.ceil(start / stepMs) * stepMs; at < end; at += stepMs) {
      const [open, close] = [swing(price, at), swing(price, at + stepMs)];
      const [low, high] = open < close ? [open, close] : [close, open];
      bars.push({
        t: new Date(at).toISOString(),
        o: number(open),
        h: number(high),
        l: number(low),
        c: number(close),
        v: 1_000,
        n: 100,
        vw: number((open + close) / 2n),
      });
    }
    return bars;
  }

  clock() {
    const now = Date.now();
    const open = new Date(now + DAY_MS).toISOString();
    return { timestamp: new Date(now).toISOString(), is_open: this.isOpen, next_open: open, next_close: open };
  }
}

/** The same id for the same symbol, in the shape of a UUID. */
export function assetId(symbol: string): string {
  return `00000000-0000-4000-8000-${Buffer.from(symbol.padEnd(6)).toString('hex').slice(0, 12)}`;
}

const number = (value: Decimal): number => Number(formatDecimal((value / (UNIT / 10_000n)) * (UNIT / 10_000n)));

function swing(price: Decimal, at: number): Decimal {
  const share = Math.round(Math.sin(at / 3.7e8) * 200);
  return price + over(times(price, BigInt(share) * UNIT), 10_000n * UNIT);
}
