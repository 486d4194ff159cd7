import type { Settings } from '../settings.ts';

type Rule = (settings: Settings) => string | undefined;

/** The fewest days for which a production stage keeps its logs and locks its audit. */
const LEAST_RETENTION_DAYS = 90;
/** Credentials of providers' test modes, hosts that serve them, and loopback. */
const TEST_VALUE =
  /^(sk_test_|rk_test_|key_test_|secret_test_|set-me)|\/\/(?:(?:test-api|sandbox)\.|localhost\b|127\.|\[::1\])/;

/** Rules for production stages. Each answers with a sentence that says what to change. */
const RULES: Rule[] = [
  ({ showTraces }) =>
    showTraces ? 'showTraces must be off in production: traces tell attackers about the code.' : undefined,
  ({ allowedOrigins }) => {
    const open = allowedOrigins.find((origin) => origin.includes('*'));
    return open && `allowedOrigins must not hold "${open}" in production: name each origin in full.`;
  },
  ({ allowedOrigins }) => {
    const plain = allowedOrigins.find((origin) => !origin.startsWith('https://') && !origin.includes('*'));
    return plain && `allowedOrigins must not hold "${plain}" in production: browsers reach it without TLS.`;
  },
  ({ deletionProtection }) =>
    deletionProtection
      ? undefined
      : 'deletionProtection must be on in production: one command could delete every table.',
  ({ removalPolicy }) =>
    removalPolicy === 'retain'
      ? undefined
      : 'removalPolicy must be "retain" in production: tables and logs would go with the stack.',
  ({ logRetentionDays }) =>
    logRetentionDays >= LEAST_RETENTION_DAYS
      ? undefined
      : `logRetentionDays must be at least ${LEAST_RETENTION_DAYS} in production, but is ${logRetentionDays}.`,
  ({ auditLockDays }) =>
    auditLockDays >= LEAST_RETENTION_DAYS
      ? undefined
      : `auditLockDays must be at least ${LEAST_RETENTION_DAYS} in production, but is ${auditLockDays}.`,
  ({ logLevel }) =>
    logLevel === 'DEBUG' ? 'logLevel must not be "DEBUG" in production: set it to "INFO" or higher.' : undefined,
  ({ familySettings }) => {
    const values = Object.entries(familySettings).flatMap(([family, settings]) =>
      Object.entries(settings).map(([name, value]) => ({ name: `${family}.${name}`, value })),
    );
    const test = values.find(({ value }) => TEST_VALUE.test(value));
    return test && `familySettings must not hold a test value in production, but ${test.name} does.`;
  },
  ({ publicUrl }) =>
    publicUrl === undefined || publicUrl.startsWith('https://')
      ? undefined
      : `publicUrl must start with https:// in production, but is "${publicUrl}".`,
  ({ formerUrls }) => {
    const plain = formerUrls.find(({ url }) => !url.startsWith('https://'));
    return plain && `formerUrls must not hold "${plain.url}" in production: its tokens were sent without TLS.`;
  },
  ({ cognito }) =>
    cognito === undefined || cognito.mfa === 'required'
      ? undefined
      : 'cognito.mfa must be "required" in production: administrators would sign in with a password alone.',
  ({ policy }) =>
    policy.engine === 'opa-server' && !policy.url.startsWith('https://')
      ? `policy.url must start with https:// in production, but is "${policy.url}": decisions would come without TLS.`
      : undefined,
  ({ issuers }) => {
    const plain = issuers.find(({ issuer, jwksUri }) => [issuer, jwksUri].some((url) => url?.startsWith('http:')));
    return plain && `issuers must not hold "${plain.issuer}" in production: its keys would come without TLS.`;
  },
];

/** One sentence for each unsafe setting of a production stage; none for a development stage. */
export function unsafeForProduction(settings: Settings): string[] {
  if (settings.kind !== 'production') return [];
  return RULES.map((rule) => rule(settings)).filter((sentence) => sentence !== undefined);
}
