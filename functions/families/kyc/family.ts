import { defineFamily } from '../../runtime/tool/define-family.ts';
import { TEST_BASE_URL } from './provider/endpoint.ts';
import verifyIfsc from './tools/verify-ifsc.ts';
import verifyPan from './tools/verify-pan.ts';

/** Know your customer in India, through the Sandbox API (developer.sandbox.co.in). */
export default defineFamily({
  name: 'kyc',
  title: 'KYC (India)',
  version: '1.0.0',
  description:
    'Identity, bank and company verification in India: PAN, Aadhaar, bank accounts, DigiLocker, company register.',
  network: 'internet',
  egress: ['setting:KYC_API_BASE_URL'],
  secrets: {
    apiKey: 'API key of the provider (key_test_… or key_live_…)',
    apiSecret: 'API secret that belongs to the key',
  },
  settings: {
    KYC_API_BASE_URL: {
      description:
        'Base URL of the provider: https://test-api.sandbox.co.in (test) or https://api.sandbox.co.in (live).',
      default: TEST_BASE_URL,
    },
    KYC_PENNY_DROP_LIVE: {
      description: '"on" lets the penny drop move real money against the live host, with each call confirmed.',
      default: 'off',
    },
  },
  tools: [verifyPan, verifyIfsc],
});
