import { grouped } from '../../../core/money/decimal-text.ts';
import { formatMoney } from '../../../core/money/money.ts';
import type { Mode } from '../provider/account.ts';
import { notionalOf } from './notional.ts';
import type { OrderInput } from './order-input.ts';

const TIMES: Readonly<Record<OrderInput['time_in_force'], string>> = {
  day: 'good for the day',
  gtc: 'good until it is cancelled',
  opg: 'in the opening auction',
  cls: 'in the closing auction',
  ioc: 'at once, the part that cannot be filled is cancelled',
  fok: 'at once and in full, or not at all',
};

/** The order in one sentence, for the person who confirms it. */
export function describeOrder(order: OrderInput, { mode }: { mode: Mode }): string {
  const verb = order.side === 'buy' ? 'Buy' : 'Sell';
  const notional = notionalOf(order);
  const what = notional
    ? `${order.symbol} for ${formatMoney(notional)}`
    : `${grouped(order.quantity ?? '')} ${order.symbol}`;
  const hours = order.extended_hours ? ', also outside the regular hours' : '';
  const account = mode === 'live' ? 'the LIVE account: real money' : 'the paper account: no real money';
  return `${verb} ${what} ${priceOf(order)}, ${TIMES[order.time_in_force]}${hours}, in ${account}.`;
}

function priceOf(order: OrderInput): string {
  const least = order.side === 'buy' ? 'at most' : 'at least';
  switch (order.order_type) {
    case 'market':
      return 'at the market price';
    case 'limit':
      return `for ${least} ${shown(order.limit_price)} USD a share`;
    case 'stop':
      return `at the market once the price reaches ${shown(order.stop_price)} USD`;
    case 'stop_limit':
      return `for ${least} ${shown(order.limit_price)} USD a share once the price reaches ${shown(order.stop_price)} USD`;
    case 'trailing_stop': {
      const trail = order.trail_percent === undefined ? `${shown(order.trail_price)} USD` : `${order.trail_percent} %`;
      return `at the market once the price turns by ${trail} from its best`;
    }
  }
}

const shown = (price: string | undefined): string => grouped(price ?? '');
