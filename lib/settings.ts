import * as z from 'zod';
import { FormerUrl } from '../schemas/former-urls.ts';
import { Slug } from '../schemas/json.ts';
import { PolicyEngineSetting } from '../schemas/policy-engine.ts';
import { dev } from './settings/dev.ts';
import { FirewallSetting } from './settings/firewall.ts';
import { CognitoSetting, IssuerSetting } from './settings/identity.ts';
import { NetworkSetting } from './settings/network.ts';
import { overridesFrom } from './settings/overrides.ts';
import { prod } from './settings/prod.ts';
import { unsafeForProduction } from './settings/safety.ts';

const Concurrency = z.int().min(1).max(1000);

/** Everything that an operator may choose for a stage. Unknown names are refused, so that a typo fails synthesis. */
export const Settings = z
  .strictObject({
    stage: Slug,
    /** `production` applies the rules of settings/safety.ts. */
    kind: z.enum(['development', 'production']),
    /** Account and region to deploy to. By default they come from the credentials, and the region is us-east-1 without any. */
    account: z
      .string()
      .regex(/^\d{12}$/, 'expected 12 digits')
      .optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as eu-central-1')
      .optional(),
    /** URL of the API for clients, without a slash at the end. By default that of the custom domain, else of the API's own host. */
    publicUrl: z.url().regex(/[^/]$/, 'expected no slash at the end').optional(),
    /** Former values of that URL. Tokens that were issued under them are accepted through the last day of each. */
    formerUrls: z.array(FormerUrl),
    /** Host names that the `Host` header may have, besides the API's own. */
    allowedHosts: z.array(z.string().min(1)),
    /** Origins that a browser may call from; `http://localhost:*` allows any port. */
    allowedOrigins: z.array(z.string().min(1)),
    logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
    /** Days for which logs are kept: one of the periods that CloudWatch Logs offers. */
    logRetentionDays: z.union([7, 14, 30, 60, 90, 180, 365, 400, 731].map((days) => z.literal(days))),
    /** The key of log groups: that of CloudWatch, or one of the stage (one for each stack, $1 a month each). */
    logEncryption: z.enum(['cloudwatch', 'stage-key']),
    /** ARN of an SNS topic that every alarm notifies. */
    alarmTopicArn: z.string().startsWith('arn:').optional(),
    /** Days for which a sealed object of the audit cannot be changed or deleted. */
    auditLockDays: z.int().min(1).max(36_500),
    /** Days after which sealed events leave the audit table. Sealing looks for late events for one day. */
    auditTableDays: z.int().min(2).max(3_650),
    /** What happens to tables, keys and logs when their stack is deleted. */
    removalPolicy: z.enum(['retain', 'destroy']),
    /** Whether tables refuse to be deleted. */
    deletionProtection: z.boolean(),
    /** Whether errors carry their trace. */
    showTraces: z.boolean(),
    /** Whether lists of tools show output schemas, which double their tokens (docs/protocol.md). */
    listOutputSchemas: z.boolean(),
    /** The answer to a call of a tool that policies hide: that it does not exist, or the reasons of the denial. */
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
    /** Limits of arguments that replace the defaults. A tool may state its own. */
    inputLimits: z.strictObject({
      maxString: z.int().positive().optional(),
      maxItems: z.int().positive().optional(),
      maxDepth: z.int().min(1).max(60).optional(),
    }),
    /** `on`: tools that move money, destroy something or hand out credentials ask for a recent second factor too. */
    stepUp: z.enum(['on', 'off']),
    /** Seconds for which a second factor counts as recent, for tools that are marked sensitive. */
    mfaMaxAgeSeconds: z.int().min(60).max(86_400),
    /** Seconds for which API Gateway keeps an answer of the authorizer. A revoked key works for that long at most. */
    authorizerTtlSeconds: z.int().min(0).max(60),
    /** The store of the response cache: the state table, or ElastiCache (Valkey) in the private network. */
    cache: z.enum(['dynamodb', 'valkey']),
    network: NetworkSetting,
    firewall: FirewallSetting,
    /** Requests per second, and the largest burst, that the whole stage accepts. */
    throttling: z.strictObject({ ratePerSecond: z.int().positive(), burst: z.int().positive() }),
    /**
     * Subscription streams that the whole stage holds open at once. Each occupies an instance of front, so the number has
     * to be well below the concurrency of the account, or below `reservedConcurrency.front`.
     */
    subscriptionStreams: z.int().min(3).max(1000),
    /** Instances that are reserved for a function, which are also its limit. By default it shares those of the account. */
    reservedConcurrency: z.strictObject({ front: Concurrency.optional(), authorizer: Concurrency.optional() }),
    /** Settings of families, by family and name. The manifest has the defaults. */
    familySettings: z.record(Slug, z.record(z.string(), z.string())),
    /** A user pool of the stage's own. Clients are sent to it before any other issuer. */
    cognito: CognitoSetting.optional(),
    /** Further authorization servers whose tokens are accepted. */
    issuers: z.array(IssuerSetting),
    /** Custom domain of the API. The certificate has to be in the API's region. */
    domain: z.strictObject({ name: z.string().min(1), certificateArn: z.string().startsWith('arn:') }).optional(),
  })
  .refine(
    ({ reservedConcurrency: { front = Number.POSITIVE_INFINITY }, subscriptionStreams }) => subscriptionStreams < front,
    {
      path: ['subscriptionStreams'],
      message: 'expected fewer than reservedConcurrency.front, so that instances are left for calls',
    },
  )
  .refine(
    ({ network }) => network.kind !== 'existing' || network.subnetIds.length === network.availabilityZones.length,
    { path: ['network', 'availabilityZones'], message: 'expected one zone for each of subnetIds, in the same order' },
  );
export type Settings = z.infer<typeof Settings>;

/** A fault in the settings of a stage. The message has one sentence for each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const STAGES: Record<string, Settings> = { dev, prod };

/**
 * Settings of a stage: its file in settings/, then the MANIFOLD_* variables over it.
 * @param stage name of a stage
 * @param environment variables to take overrides from
 * @throws SettingsError if the stage is unknown, a value does not fit or a production stage would be unsafe
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
