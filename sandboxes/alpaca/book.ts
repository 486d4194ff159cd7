import { randomUUID } from 'node:crypto';
import { JsonState } from '../shared/json-state.ts';
import { type Decimal, formatDecimal, over, parseDecimal, times } from './decimal.ts';

/** An order as the API gives it: decimals are texts, fields that do not apply are null. */
export interface Order {
  id: string;
  client_order_id: string;
  symbol: string;
  asset_id: string;
  asset_class: 'us_equity';
  side: 'buy' | 'sell';
  type: string;
  order_type: string;
  order_class: string;
  time_in_force: string;
  qty: string | null;
  notional: string | null;
  limit_price: string | null;
  stop_price: string | null;
  trail_price: string | null;
  trail_percent: string | null;
  extended_hours: boolean;
  status: string;
  filled_qty: string;
  filled_avg_price: string | null;
  created_at: string;
  updated_at: string;
  submitted_at: string;
  filled_at: string | null;
  canceled_at: string | null;
}

export interface Activity {
  id: string;
  activity_type: string;
  date: string;
  net_amount?: string;
  order_id?: string;
  symbol?: string;
  side?: string;
  qty?: string;
  price?: string;
  transaction_time?: string;
}

interface Stored {
  cash: string;
  orders: Order[];
  /** Symbol → quantity and total cost. */
  positions: Record<string, { qty: string; cost: string }>;
  activities: Activity[];
}

const START_CASH = '100000';
/** Age of the account when the stand-in was first started. */
const OPENED_DAYS_AGO = 60;
const decimal = (text: string): Decimal => parseDecimal(text) ?? 0n;

/** The account: cash, orders, positions and activities. */
export class Book {
  private readonly state: JsonState<Stored>;

  constructor(file?: string) {
    const deposit = {
      id: activityId(),
      activity_type: 'CSD',
      date: dayBefore(OPENED_DAYS_AGO),
      net_amount: START_CASH,
    };
    this.state = new JsonState(file, { cash: START_CASH, orders: [], positions: {}, activities: [deposit] });
  }

  get cash(): Decimal {
    return decimal(this.state.value.cash);
  }

  /** Newest first. */
  get orders(): readonly Order[] {
    return this.state.value.orders.toReversed();
  }

  get activities(): readonly Activity[] {
    return this.state.value.activities.toReversed();
  }

  get positions(): readonly { symbol: string; qty: Decimal; cost: Decimal }[] {
    return Object.entries(this.state.value.positions).map(([symbol, { qty, cost }]) => ({
      symbol,
      qty: decimal(qty),
      cost: decimal(cost),
    }));
  }

  held(symbol: string): Decimal {
    return decimal(this.state.value.positions[symbol]?.qty ?? '0');
  }

  add(order: Order): void {
    this.state.value.orders.push(order);
    this.state.save();
  }

  /** Fills an order whole at a price: moves cash and position, and notes the activity. */
  fill(order: Order, price: Decimal): void {
    const qty = order.qty === null ? over(decimal(order.notional ?? '0'), price) : decimal(order.qty);
    const amount = order.notional === null ? times(qty, price) : decimal(order.notional);
    const { value } = this.state;
    const { qty: heldQty, cost } = value.positions[order.symbol] ?? { qty: '0', cost: '0' };
    const held = decimal(heldQty);
    const buys = order.side === 'buy';
    const left = buys ? held + qty : held - qty;
    const costNow = buys ? decimal(cost) + amount : held === 0n ? 0n : times(decimal(cost), over(left, held));
    if (left === 0n) delete value.positions[order.symbol];
    else value.positions[order.symbol] = { qty: formatDecimal(left), cost: formatDecimal(costNow) };
    value.cash = formatDecimal(buys ? this.cash - amount : this.cash + amount);
    const at = new Date().toISOString();
    Object.assign(order, {
      status: 'filled',
      filled_qty: formatDecimal(qty),
      filled_avg_price: formatDecimal(price),
      filled_at: at,
      updated_at: at,
    });
    value.activities.push({
      id: activityId(),
      activity_type: 'FILL',
      date: today(),
      transaction_time: at,
      order_id: order.id,
      symbol: order.symbol,
      side: order.side,
      qty: formatDecimal(qty),
      price: formatDecimal(price),
    });
    this.state.save();
  }

  setNewestStatus(status: string): void {
    const newest = this.state.value.orders.at(-1);
    if (newest) newest.status = status;
    this.state.save();
  }

  cancel(order: Order): void {
    const at = new Date().toISOString();
    Object.assign(order, { status: 'canceled', canceled_at: at, updated_at: at });
    this.state.save();
  }

  /** A deposit (CSD) or a withdrawal (CSW). */
  move(amount: Decimal): void {
    const { value } = this.state;
    value.cash = formatDecimal(this.cash + amount);
    const type = amount < 0n ? 'CSW' : 'CSD';
    value.activities.push({ id: activityId(), activity_type: type, date: today(), net_amount: formatDecimal(amount) });
    this.state.save();
  }
}

const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const today = () => dayBefore(0);
const activityId = () => `${new Date().toISOString().replace(/\D/g, '')}::${randomUUID()}`;
