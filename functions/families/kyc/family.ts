import { defineFamily } from '../../kit/tool/define-family.ts';
import { companyOnboarding } from './prompts/company-onboarding.ts';
import { individualOnboarding } from './prompts/individual-onboarding.ts';
import { TEST_BASE_URL } from './provider/endpoint.ts';
import { digilockerDocument } from './resources/digilocker-document.ts';
import { referenceResources, referenceTemplate } from './resources/reference.ts';
import aadhaarOkycGenerateOtp from './tools/aadhaar-okyc-generate-otp.ts';
import aadhaarOkycVerifyOtp from './tools/aadhaar-okyc-verify-otp.ts';
import checkPanAadhaarLink from './tools/check-pan-aadhaar-link.ts';
import digilockerFetchDocument from './tools/digilocker-fetch-document.ts';
import digilockerGetStatus from './tools/digilocker-get-status.ts';
import digilockerInitSession from './tools/digilocker-init-session.ts';
import mcaCompanySearch from './tools/mca-company-search.ts';
import mcaDirectorSearch from './tools/mca-director-search.ts';
import verifyBankAccountPenniless from './tools/verify-bank-account-penniless.ts';
import verifyBankAccountPennyDrop from './tools/verify-bank-account-penny-drop.ts';
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
  // The registers behind the provider may take longer than the 30 seconds of a tool.
  slowProvider: true,
  egress: ['setting:KYC_API_BASE_URL', 'setting:KYC_DOCUMENT_HOSTS'],
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
    KYC_DOCUMENT_HOSTS: {
      description:
        'Comma-separated hosts from which DigiLocker files may be downloaded. The provider keeps them in S3 in Mumbai, in buckets that it does not document.',
      default: '*.s3.ap-south-1.amazonaws.com',
    },
    KYC_REDIRECT_ORIGINS: {
      description:
        'Comma-separated origins to which DigiLocker may send a person back (https://app.example); a port of "*" allows any. Empty: no session can be begun.',
      default: '',
      developmentDefault: 'https://example.com,https://localhost:*,https://127.0.0.1:*',
    },
    KYC_PENNY_DROP_LIVE: {
      description: '"on" lets the penny drop move real money against the live host, with each call confirmed.',
      default: 'off',
    },
  },
  store: {},
  tools: [
    verifyPan,
    checkPanAadhaarLink,
    aadhaarOkycGenerateOtp,
    aadhaarOkycVerifyOtp,
    verifyIfsc,
    verifyBankAccountPennyDrop,
    verifyBankAccountPenniless,
    digilockerInitSession,
    digilockerGetStatus,
    digilockerFetchDocument,
    mcaCompanySearch,
    mcaDirectorSearch,
  ],
  resources: referenceResources,
  resourceTemplates: [referenceTemplate, digilockerDocument],
  prompts: [individualOnboarding, companyOnboarding],
});
