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
  /** Id of the user pool, and of the client with which families sign people in. */
  USER_POOL_ID: 'USER_POOL_ID',
  USER_POOL_CLIENT_ID: 'USER_POOL_CLIENT_ID',
  /** Sources of webhooks: JSON of schemas/webhooks.ts, a list of WebhookRoute. */
  WEBHOOKS: 'WEBHOOK_ROUTES',
  /** ARN of the platform's secret: key of the argument hash, key that seals request state. */
  PLATFORM_SECRET: 'PLATFORM_SECRET_ARN',
  /** ARN of the secret with the keys that sign the platform's tokens. */
  SIGNING_SECRET: 'SIGNING_SECRET_ARN',
  /** Comma-separated host names beside the API's own that `Host` may name. */
  ALLOWED_HOSTS: 'ALLOWED_HOSTS',
  /** Comma-separated origins that a browser may call from; `http://localhost:*` allows any port. */
  ALLOWED_ORIGINS: 'ALLOWED_ORIGINS',
  /** `true` where errors carry their trace. Never in production. */
  SHOW_TRACES: 'SHOW_TRACES',
  /** Issuers whose tokens are taken: JSON of schemas/issuer.ts, a list. */
  ISSUERS: 'ISSUERS',
  /** Where clients reach the API, without a slash at the end. */
  PUBLIC_URL: 'PUBLIC_URL',
  /** Space-separated scopes of the stage: what clients are told of, and what audit keeps in clear. */
  SCOPES: 'SCOPES_SUPPORTED',
  /** Seconds that a second factor stays recent, for sensitive tools. */
  MFA_MAX_AGE: 'MFA_MAX_AGE_SECONDS',
  /** `true` where nobody gets an account's token without a second factor. */
  MFA_REQUIRED: 'MFA_REQUIRED',
  /** JSON of the tenant of each SAML provider, by its name. */
  SAML_TENANTS: 'SAML_TENANTS',
  /** JSON of the stage's own limits of arguments. */
  INPUT_LIMITS: 'INPUT_LIMITS',
  /** Subscription streams that the whole stage holds open at once. */
  SUBSCRIPTION_STREAMS: 'SUBSCRIPTION_STREAMS',
  /** `not-found` or `forbidden`: how a call of what policies hide answers. */
  DENIED_AS: 'DENIED_AS',
  /** Name of the bucket of the sealed audit. */
  AUDIT_BUCKET: 'AUDIT_BUCKET_NAME',
  /** Days after which sealed events leave the audit table. */
  AUDIT_TABLE_DAYS: 'AUDIT_TABLE_DAYS',
  /** ARN of the key that signs the heads of the sealed audit. */
  AUDIT_SIGNING_KEY: 'AUDIT_SIGNING_KEY_ARN',
  /** ARN of the function that does the work of tasks. */
  TASK_RUNNER: 'TASK_RUNNER_ARN',
  /** ARN of the function that renews stale answers. */
  CACHE_RENEWER: 'CACHE_RENEWER_ARN',
  /** Where the stage's Valkey cache is, `rediss://host:port`; absent: answers are kept in the state table. */
  CACHE_URL: 'CACHE_URL',
  /** Name of the serverless cache, and id of its user: what the function's role opens it with. */
  CACHE_NAME: 'CACHE_NAME',
  CACHE_USER: 'CACHE_USER',
  LOG_LEVEL: 'POWERTOOLS_LOG_LEVEL',
} as const;
