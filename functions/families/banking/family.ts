import { defineFamily } from '../../kit/tool/define-family.ts';
import { onPlaid } from './events.ts';
import { accounts } from './resources/accounts.ts';
import { balance } from './resources/balance.ts';
import { transactions } from './resources/transactions.ts';
import createLinkToken from './tools/create-link-token.ts';
import linkBankAccount from './tools/link-bank-account.ts';
import refreshBankData from './tools/refresh-bank-data.ts';
import unlinkBankAccount from './tools/unlink-bank-account.ts';

/** Linked bank accounts with their balances and transactions, through Plaid. */
export default defineFamily({
  name: 'banking',
  title: 'Banking',
  version: '1.0.0',
  description: 'Linked bank accounts, their balances and transactions, through Plaid.',
  network: 'internet',
  egress: ['setting:PLAID_API_URL'],
  memoryMb: 512,
  secrets: {
    PLAID_CLIENT_ID: 'Client id of the Plaid account',
    PLAID_SECRET: 'Secret of the Plaid account for the environment that PLAID_API_URL names',
  },
  settings: {
    PLAID_API_URL: { description: 'Base URL of the Plaid API.', default: 'https://sandbox.plaid.com' },
    PLAID_LIVE: {
      description: '"on" allows real banks, at https://production.plaid.com. If "off", that host is refused.',
      default: 'off',
    },
    PLAID_CLIENT_NAME: {
      description: 'Name of this platform that people see when they link a bank.',
      default: 'Manifold',
    },
    PLAID_LANGUAGE: { description: 'Language of the pages on which people link a bank.', default: 'en' },
    PLAID_COUNTRIES: {
      description: 'Countries of the banks, comma-separated codes of ISO 3166-1 alpha-2.',
      default: 'US',
    },
    PLAID_WEBHOOK_URL: {
      description:
        'Address to which Plaid sends events: <API>/webhooks/banking/plaid. If empty, Plaid sends none, and new transactions are fetched on reading.',
      default: '',
    },
  },
  store: { indexes: ['byDay'] },
  fieldEncryption: true,
  webhooks: [
    {
      source: 'plaid',
      scheme: 'plaid',
      clientIdKey: 'PLAID_CLIENT_ID',
      apiSecretKey: 'PLAID_SECRET',
      apiUrlSetting: 'PLAID_API_URL',
    },
  ],
  onEvent: { plaid: onPlaid },
  tools: [createLinkToken, linkBankAccount, unlinkBankAccount, refreshBankData],
  resourceTemplates: [accounts, balance, transactions],
});
