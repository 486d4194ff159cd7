import type { Settings } from '../settings.ts';
import { LOOPBACK_CALLBACKS } from './identity.ts';

/** The stage that serves clients. Browsers get in only from origins that the operator names. */
export const prod: Settings = {
  stage: 'prod',
  kind: 'production',
  allowedHosts: [],
  allowedOrigins: [],
  logLevel: 'INFO',
  logRetentionDays: 365,
  auditLockDays: 365,
  removalPolicy: 'retain',
  deletionProtection: true,
  showTraces: false,
  deniedAs: 'not-found',
  inputLimits: {},
  mfaMaxAgeSeconds: 900,
  authorizerTtlSeconds: 60,
  cache: 'dynamodb',
  network: { kind: 'none' },
  firewall: { kind: 'managed', requestsPerAddress: 3_000, openRequestsPerAddress: 300 },
  throttling: { ratePerSecond: 500, burst: 1000 },
  subscriptionStreams: 100,
  reservedConcurrency: {},
  familySettings: {},
  cognito: {
    featurePlan: 'plus',
    mfa: 'required',
    callbackUrls: LOOPBACK_CALLBACKS,
    logoutUrls: [],
    saml: [],
    highestRole: 'admin',
    tier: 'free',
    passwordSignIn: 'off',
    machine: { roles: ['user'], tenant: 'agents' },
  },
  issuers: [],
};
