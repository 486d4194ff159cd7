import * as z from 'zod';
import { Slug } from '../schemas/json.ts';
import { PolicyEngineSetting } from '../schemas/policy-engine.ts';
import { dev } from './settings/dev.ts';
import { CognitoSetting, IssuerSetting } from './settings/identity.ts';
import { overridesFrom } from './settings/overrides.ts';
import { prod } from './settings/prod.ts';
import { unsafeForProduction } from './settings/safety.ts';

const Concurrency = z.int().min(1).max(1000);

/** Everything about a stage that an operator may choose. Unknown names are refused, so that a typo fails synth. */
export const Settings = z
  .strictObject({
    stage: Slug,
    /** `production` holds the stage to the rules of settings/safety.ts. */
    kind: z.enum(['development', 'production']),
    /** Account and region to deploy to; absent: those that the CDK CLI finds in the credentials, else us-east-1. */
    account: z
      .string()
      .regex(/^\d{12}$/, 'expected 12 digits')
      .optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as eu-central-1')
      .optional(),
    /** Where clients reach the API, without a slash at the end; absent: the custom domain, else the API's own host. */
    publicUrl: z.url().regex(/[^/]$/, 'expected no slash at the end').optional(),
    /** Host names beside the API's own that `Host` may name. */
    allowedHosts: z.array(z.string().min(1)),
    /** Origins that a browser may call from; `http://localhost:*` allows any port. */
    allowedOrigins: z.array(z.string().min(1)),
    logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
    /** Days that logs are kept; one of the periods that CloudWatch Logs offers. */
    logRetentionDays: z.union([7, 14, 30, 60, 90, 180, 365, 400, 731].map((days) => z.literal(days))),
    /** Days for which nobody can change or delete a sealed object of the audit. */
    auditLockDays: z.int().min(1).max(36_500),
    /** What happens to tables, keys and logs when the stack goes. */
    removalPolicy: z.enum(['retain', 'destroy']),
    /** Whether tables refuse to be deleted. */
    deletionProtection: z.boolean(),
    /** Whether errors carry their trace. */
    showTraces: z.boolean(),
    /** How a call of what policies hide answers: as if it were not there, or with the reasons. */
    deniedAs: z.enum(['not-found', 'forbidden']),
    /**
     * Scopes that a person's client may request, each a name or a pattern such as `kyc:*`. The first challenge and the
     * metadata name exactly these. Scopes that require a role (schemas/role-scopes.ts) are never among them.
     */
    signInScopes: z.array(z.string().regex(/^[a-z0-9:*-]+$/, 'expected a scope, or a pattern such as kyc:*')).min(1),
    /**
     * How a call without its scopes is answered. `result`: an error result with a link for signing in again, so that an
     * agent's loop goes on. `challenge`: HTTP 403 with a challenge (RFC 6750), for clients that step up by themselves.
     */
    missingScopes: z.enum(['result', 'challenge']),
    /** The engine that decides who may do what (docs/policy.md). */
    policy: PolicyEngineSetting,
    /** Limits of arguments where the stage wants others than the defaults (A20); a tool may state its own. */
    inputLimits: z.strictObject({
      maxString: z.int().positive().optional(),
      maxItems: z.int().positive().optional(),
      maxDepth: z.int().min(1).max(60).optional(),
    }),
    /** Seconds that a second factor stays recent, for tools that are marked sensitive. */
    mfaMaxAgeSeconds: z.int().min(60).max(86_400),
    /** Seconds that API Gateway keeps an authorizer's answer: a revoked key works for that long at most. */
    authorizerTtlSeconds: z.int().min(0).max(60),
    /** Where answers of tools are kept: in the state table, or in ElastiCache (Valkey) in a network of the stage's own. */
    cache: z.enum(['dynamodb', 'valkey']),
    /** Requests per second, and at once, that the whole stage lets in. */
    throttling: z.strictObject({ ratePerSecond: z.int().positive(), burst: z.int().positive() }),
    /**
     * Subscription streams that the whole stage holds open at once, each of which holds an instance of front: keep it well
     * below what the account, or `reservedConcurrency.front`, allows.
     */
    subscriptionStreams: z.int().min(3).max(1000),
    /** Instances held free for a function, and its ceiling; absent: what the account has left. */
    reservedConcurrency: z.strictObject({ front: Concurrency.optional(), authorizer: Concurrency.optional() }),
    /** Settings of families by family, then by name; the manifest holds the defaults. */
    familySettings: z.record(Slug, z.record(z.string(), z.string())),
    /** A user pool that the stage brings along; absent: none. Clients are sent to it before any other issuer. */
    cognito: CognitoSetting.optional(),
    /** Further authorization servers whose tokens are taken. */
    issuers: z.array(IssuerSetting),
    /** Own domain of the API; the certificate lies in the API's region. */
    domain: z.strictObject({ name: z.string().min(1), certificateArn: z.string().startsWith('arn:') }).optional(),
  })
  .refine(
    ({ reservedConcurrency: { front = Number.POSITIVE_INFINITY }, subscriptionStreams }) => subscriptionStreams < front,
    {
      path: ['subscriptionStreams'],
      message: 'expected fewer than reservedConcurrency.front, so that instances are left for calls',
    },
  );
export type Settings = z.infer<typeof Settings>;

/** A fault in a stage's settings; its message has one sentence per fault. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const STAGES: Record<string, Settings> = { dev, prod };

/**
 * Settings of a stage: its file in settings/, then the MANIFOLD_* variables over it.
 * @param stage name of a stage
 * @param environment variables to take overrides from
 * @throws SettingsError where the stage is unknown, a value does not fit or a production stage would be unsafe
 */
export function loadSettings(stage: string, environment: NodeJS.ProcessEnv = process.env): Settings {
  const base = STAGES[stage];
  if (!base) throw new SettingsError(`There is no stage "${stage}": choose one of ${Object.keys(STAGES).join(', ')}.`);
  const parsed = Settings.safeParse({ ...base, ...overridesFrom(environment) });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}.`);
    throw new SettingsError(`Settings of stage "${stage}": ${faults.join(' ')}`);
  }
  const dangers = unsafeForProduction(parsed.data);
  if (dangers.length > 0) throw new SettingsError(`Settings of stage "${stage}": ${dangers.join(' ')}`);
  return parsed.data;
}
