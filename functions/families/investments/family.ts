import { defineFamily } from '../../kit/tool/define-family.ts';
import { holdings } from './resources/holdings.ts';
import { marketData } from './resources/market-data.ts';
import { orders } from './resources/orders.ts';
import { performance } from './resources/performance.ts';
import { summary } from './resources/summary.ts';
import cancelOrder from './tools/cancel-order.ts';
import createPortfolio, { createPortfolioV1 } from './tools/create-portfolio.ts';
import executeTrade from './tools/execute-trade.ts';
import planPortfolio, { planPortfolioV1 } from './tools/plan-portfolio.ts';

/** US shares and funds: trading, holdings, prices and returns, through Alpaca. */
export default defineFamily({
  name: 'investments',
  title: 'Investments',
  version: '1.0.0',
  description: 'US shares and funds through Alpaca: trading, portfolios, prices and returns. Paper money by default.',
  network: 'internet',
  egress: ['setting:ALPACA_PAPER_URL', 'setting:ALPACA_LIVE_URL', 'setting:ALPACA_DATA_URL'],
  secrets: {
    ALPACA_KEY_ID: 'Key id of the account at Alpaca (PK… for a paper account, AK… for a live one)',
    ALPACA_SECRET_KEY: 'Secret that belongs to the key',
  },
  settings: {
    ALPACA_TENANT: {
      description: 'Tenant that the account belongs to; only this tenant can use it. If empty, no tenant can.',
      default: '',
    },
    ALPACA_LIVE: {
      description: '"on" allows keys of a live account, which move real money. If "off", only paper accounts work.',
      default: 'off',
    },
    ALPACA_PAPER_URL: { description: 'Trading API of paper accounts.', default: 'https://paper-api.alpaca.markets' },
    ALPACA_LIVE_URL: { description: 'Trading API of live accounts.', default: 'https://api.alpaca.markets' },
    ALPACA_DATA_URL: { description: 'Market data API.', default: 'https://data.alpaca.markets' },
    ALPACA_DATA_FEED: {
      description: 'Feed of market data: "iex", which all accounts have, or "sip" for subscribers.',
      default: 'iex',
    },
  },
  tools: [executeTrade, cancelOrder, planPortfolio, planPortfolioV1, createPortfolio, createPortfolioV1],
  resourceTemplates: [summary, holdings, marketData, performance, orders],
});
