import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { ask, type BrokerCall } from './ask.ts';

/** When the US market opens next; undefined while it is open. */
export async function nextOpen(call: BrokerCall): Promise<Date | undefined> {
  const { data } = await ask(call, ({ clock }) => clock.legacyClockRaw(), { expects: ['isOpen', 'nextOpen'] });
  return data.isOpen ? undefined : data.nextOpen;
}

/**
 * Refuses a share or fund that Alpaca does not trade now, or not in parts.
 *
 * @param isPart true if the order is by US dollars or for a part of a share
 * @throws {ManifoldError} E4007 for an unknown symbol, E2004 that names the field
 */
export async function refuseUntradable(call: BrokerCall, symbol: string, { isPart }: { isPart: boolean }) {
  const { data } = await ask(call, ({ assets }) => assets.getV2AssetsSymbolOrAssetIdRaw({ symbolOrAssetId: symbol }), {
    expects: ['status', 'tradable'],
    field: 'symbol',
  });
  if (!data.tradable || data.status !== 'active') {
    throw new ManifoldError('E2004', `Alpaca does not trade ${symbol} now: it is halted, delisted or not offered.`, {
      details: { field: 'symbol' },
    });
  }
  if (isPart && !data.fractionable) {
    throw new ManifoldError('E2004', `Parts of ${symbol} are not traded: give whole shares in "quantity".`, {
      details: { field: 'quantity', expectedFormat: 'whole shares such as "2"' },
    });
  }
}
