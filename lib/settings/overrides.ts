import type { Settings } from '../settings.ts';

type Override = (value: string) => Partial<{ [Name in keyof Settings]: unknown }>;

/** Variables that override a setting. They turn text into the setting's type; its rules are checked afterwards. */
const OVERRIDES: Record<string, Override> = {
  MANIFOLD_ACCOUNT: (account) => ({ account }),
  MANIFOLD_REGION: (region) => ({ region }),
  MANIFOLD_PUBLIC_URL: (publicUrl) => ({ publicUrl }),
  MANIFOLD_FORMER_URLS: (value) => ({ formerUrls: json(value) }),
  MANIFOLD_ALLOWED_HOSTS: (value) => ({ allowedHosts: list(value) }),
  MANIFOLD_ALLOWED_ORIGINS: (value) => ({ allowedOrigins: list(value) }),
  MANIFOLD_LOG_LEVEL: (logLevel) => ({ logLevel }),
  MANIFOLD_LOG_RETENTION_DAYS: (value) => ({ logRetentionDays: Number(value) }),
  MANIFOLD_LOG_ENCRYPTION: (logEncryption) => ({ logEncryption }),
  MANIFOLD_ALARM_TOPIC_ARN: (alarmTopicArn) => ({ alarmTopicArn }),
  MANIFOLD_AUDIT_LOCK_DAYS: (value) => ({ auditLockDays: Number(value) }),
  MANIFOLD_AUDIT_TABLE_DAYS: (value) => ({ auditTableDays: Number(value) }),
  MANIFOLD_REMOVAL_POLICY: (removalPolicy) => ({ removalPolicy }),
  MANIFOLD_DELETION_PROTECTION: (value) => ({ deletionProtection: flag(value) }),
  MANIFOLD_SHOW_TRACES: (value) => ({ showTraces: flag(value) }),
  MANIFOLD_LIST_OUTPUT_SCHEMAS: (value) => ({ listOutputSchemas: flag(value) }),
  MANIFOLD_DENIED_AS: (deniedAs) => ({ deniedAs }),
  MANIFOLD_SIGN_IN_SCOPES: (value) => ({ signInScopes: list(value) }),
  MANIFOLD_MISSING_SCOPES: (missingScopes) => ({ missingScopes }),
  MANIFOLD_POLICY: (value) => ({ policy: json(value) }),
  MANIFOLD_INPUT_LIMITS: (value) => ({ inputLimits: json(value) }),
  MANIFOLD_STEP_UP: (stepUp) => ({ stepUp }),
  MANIFOLD_MFA_MAX_AGE_SECONDS: (value) => ({ mfaMaxAgeSeconds: Number(value) }),
  MANIFOLD_AUTHORIZER_TTL_SECONDS: (value) => ({ authorizerTtlSeconds: Number(value) }),
  MANIFOLD_CACHE: (cache) => ({ cache }),
  MANIFOLD_NETWORK: (value) => ({ network: json(value) }),
  MANIFOLD_FIREWALL: (value) => ({ firewall: json(value) }),
  MANIFOLD_THROTTLING: (value) => ({ throttling: json(value) }),
  MANIFOLD_SUBSCRIPTION_STREAMS: (value) => ({ subscriptionStreams: Number(value) }),
  MANIFOLD_RESERVED_CONCURRENCY: (value) => ({ reservedConcurrency: json(value) }),
  MANIFOLD_FAMILY_SETTINGS: (value) => ({ familySettings: json(value) }),
  MANIFOLD_COGNITO: (value) => ({ cognito: value === 'none' ? undefined : json(value) }),
  MANIFOLD_ISSUERS: (value) => ({ issuers: json(value) }),
  MANIFOLD_DOMAIN: (value) => ({ domain: json(value) }),
};

/**
 * Settings that the environment overrides. Lists are comma-separated, flags `true` or `false`, groups JSON.
 *
 * @example
 * overridesFrom({ MANIFOLD_ALLOWED_HOSTS: 'mcp.example.com' }) // { allowedHosts: ['mcp.example.com'] }
 */
export function overridesFrom(environment: NodeJS.ProcessEnv): Partial<{ [Name in keyof Settings]: unknown }> {
  const found = Object.entries(OVERRIDES).flatMap(([name, override]) => {
    const value = environment[name];
    return value === undefined || value === '' ? [] : [override(value)];
  });
  return Object.assign({}, ...found);
}

const list = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Anything but the two words stays text, which the settings' schema then refuses by name. */
const flag = (value: string) => (value === 'true' ? true : value === 'false' ? false : value);

function json(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
