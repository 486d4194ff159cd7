import type { Settings } from '../settings.ts';
import { LOOPBACK_CALLBACKS } from './identity.ts';

/** The stage that `npm start` runs and that a developer deploys into an account of their own. */
export const dev: Settings = {
  stage: 'dev',
  kind: 'development',
  allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
  allowedOrigins: ['http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*'],
  logLevel: 'INFO',
  logRetentionDays: 7,
  auditLockDays: 1,
  removalPolicy: 'destroy',
  deletionProtection: false,
  showTraces: true,
  deniedAs: 'not-found',
  inputLimits: {},
  mfaMaxAgeSeconds: 900,
  authorizerTtlSeconds: 60,
  cache: 'dynamodb',
  network: { kind: 'none' },
  firewall: { kind: 'none' },
  throttling: { ratePerSecond: 1000, burst: 2000 },
  subscriptionStreams: 4,
  reservedConcurrency: {},
  familySettings: {},
  cognito: {
    featurePlan: 'essentials',
    mfa: 'required',
    callbackUrls: LOOPBACK_CALLBACKS,
    logoutUrls: [],
    saml: [],
    highestRole: 'admin',
    tier: 'free',
    passwordSignIn: 'all',
    machine: { roles: ['user'], tenant: 'agents' },
  },
  issuers: [],
};
