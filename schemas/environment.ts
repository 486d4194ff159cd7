/** Names of environment variables, shared by the construct that sets them and the function that reads them. */
export const ENV = {
  STAGE: 'MANIFOLD_STAGE',
  /** `production` or `development`. */
  KIND: 'MANIFOLD_KIND',
  VERSION: 'MANIFOLD_VERSION',
  REGISTRY_TABLE: 'REGISTRY_TABLE_NAME',
  IDENTITY_TABLE: 'IDENTITY_TABLE_NAME',
  USAGE_TABLE: 'USAGE_TABLE_NAME',
  AUDIT_TABLE: 'AUDIT_TABLE_NAME',
  STATE_TABLE: 'STATE_TABLE_NAME',
  /** Names of the families that have providers, for their health; with commas. */
  PROVIDER_FAMILIES: 'PROVIDER_FAMILIES',
  /** ARN of the family's own secret. */
  FAMILY_SECRET: 'FAMILY_SECRET_ARN',
  /** Name of the family's own table. */
  FAMILY_TABLE: 'FAMILY_TABLE_NAME',
  /** Name of the family's own bucket. */
  FAMILY_FILES: 'FAMILY_FILES_BUCKET',
  /** ARN of the key that seals fields of the family. */
  FAMILY_KEY: 'FAMILY_KEY_ARN',
  /** ARN of the function that issues subscription tokens for families. */
  TOKENS_FUNCTION: 'TOKENS_FUNCTION_ARN',
  /** Ids of the user pool, and of the client through which families sign people in. */
  USER_POOL_ID: 'USER_POOL_ID',
  USER_POOL_CLIENT_ID: 'USER_POOL_CLIENT_ID',
  /** Sources of webhooks: JSON, a list of WebhookRoute (schemas/webhooks.ts). */
  WEBHOOKS: 'WEBHOOK_ROUTES',
  /** The source whose verification keys a function fetches: JSON of a KeyedWebhook (schemas/webhooks.ts). */
  KEYED_WEBHOOK: 'KEYED_WEBHOOK',
  /** ARN of the platform's secret, which holds the master key. */
  PLATFORM_SECRET: 'PLATFORM_SECRET_ARN',
  /** ARN of the secret with the keys that sign the platform's tokens. */
  SIGNING_SECRET: 'SIGNING_SECRET_ARN',
  /** Comma-separated host names that the header `Host` may name, in addition to the API's own. */
  ALLOWED_HOSTS: 'ALLOWED_HOSTS',
  /** Comma-separated origins from which browsers may call; `http://localhost:*` allows any port. */
  ALLOWED_ORIGINS: 'ALLOWED_ORIGINS',
  /** `true` if errors carry their stack trace; never in production. */
  SHOW_TRACES: 'SHOW_TRACES',
  /** Issuers whose tokens are accepted: JSON, a list of Issuer (schemas/issuer.ts). */
  ISSUERS: 'ISSUERS',
  /** URL at which clients reach the API, without a slash at the end. */
  PUBLIC_URL: 'PUBLIC_URL',
  /** URLs that the API had before: JSON, a list of FormerUrl (schemas/former-urls.ts). */
  FORMER_URLS: 'FORMER_URLS',
  /** Space-separated scopes of the stage: metadata lists them, and audit keeps their names in clear. */
  SCOPES: 'SCOPES_SUPPORTED',
  /** `on` if tools that move money, destroy something or hand out credentials ask for a recent second factor. */
  STEP_UP: 'STEP_UP',
  /** Seconds for which a second factor counts as recent, for sensitive tools. */
  MFA_MAX_AGE: 'MFA_MAX_AGE_SECONDS',
  /** `true` if the user pool issues no token without a second factor. */
  MFA_REQUIRED: 'MFA_REQUIRED',
  /** Tenant of each SAML provider, by name: JSON. */
  SAML_TENANTS: 'SAML_TENANTS',
  /** The stage's own limits of arguments: JSON. */
  INPUT_LIMITS: 'INPUT_LIMITS',
  /** Number of subscription streams that the whole stage holds open at once. */
  SUBSCRIPTION_STREAMS: 'SUBSCRIPTION_STREAMS',
  /** `true` if lists of tools show output schemas. */
  LIST_OUTPUT_SCHEMAS: 'LIST_OUTPUT_SCHEMAS',
  /** `not-found` or `forbidden`: the answer to a call of a tool that policies hide from the caller. */
  DENIED_AS: 'DENIED_AS',
  /** `result` or `challenge`: the answer to a call whose credential lacks a scope. */
  MISSING_SCOPES: 'MISSING_SCOPES',
  /** The stage's policy engine: JSON of schemas/policy-engine.ts. */
  POLICY_ENGINE: 'POLICY_ENGINE',
  /** Name of the bucket of the sealed audit. */
  AUDIT_BUCKET: 'AUDIT_BUCKET_NAME',
  /** ARN of the function that adds outcomes of calls that have none. */
  AUDIT_CLOSER: 'AUDIT_CLOSER_ARN',
  /** Days after which sealed events leave the audit table. */
  AUDIT_TABLE_DAYS: 'AUDIT_TABLE_DAYS',
  /** ARN of the key that signs the heads of the sealed audit. */
  AUDIT_SIGNING_KEY: 'AUDIT_SIGNING_KEY_ARN',
  /** ARN of the function that does the work of tasks. */
  TASK_RUNNER: 'TASK_RUNNER_ARN',
  /** ARN of the function that refreshes stale cached responses. */
  CACHE_RENEWER: 'CACHE_RENEWER_ARN',
  /** ARN of the function that reads the metadata of issuers. */
  ISSUER_READER: 'ISSUER_READER_ARN',
  /** URL of the stage's Valkey cache, `rediss://host:port`; absent: responses are cached in the state table. */
  CACHE_URL: 'CACHE_URL',
  /** Name of the serverless cache, and id of the user with which a function's role signs in. */
  CACHE_NAME: 'CACHE_NAME',
  CACHE_USER: 'CACHE_USER',
  LOG_LEVEL: 'POWERTOOLS_LOG_LEVEL',
} as const;
