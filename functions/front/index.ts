import { streamify } from '@aws-lambda-powertools/event-handler/http';
import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { Issuer } from '../../schemas/issuer.ts';
import { PolicyEngineSetting } from '../../schemas/policy-engine.ts';
import { lambdaClient } from '../core/aws/clients/lambda.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { leanLambdaClient } from '../core/aws/lean-lambda.ts';
import { envList, requireEnv } from '../core/environment.ts';
import { derivedKeys } from '../core/secrets/derived-key.ts';
import { secretReader } from '../core/secrets/secret-reader.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { refusalRecorder } from '../platform/audit/refusals.ts';
import { cacheOfStage } from '../platform/cache/cache-of-stage.ts';
import { lambdaRenewalStarter } from '../platform/cache/renewal-starter.ts';
import { lambdaDispatcher } from '../platform/dispatch/dispatcher.ts';
import { lambdaIssuerReader } from '../platform/identity/issuer-reader.ts';
import { engineOfStage } from '../platform/policy/engine-of-stage.ts';
import { catalogueSource, readEpochs } from '../platform/registry/catalogue-repository.ts';
import { lambdaTaskStarter } from '../platform/tasks/task-starter.ts';
import { frontApp } from './app.ts';
import type { OAuthSettings } from './oauth/metadata.ts';
import type { Services } from './services.ts';

const registry = { client, table: requireEnv(ENV.REGISTRY_TABLE) };
const audit = auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) });
const state = { client, table: requireEnv(ENV.STATE_TABLE) };
const lambda = leanLambdaClient(lambdaClient());

const secret = secretReader(requireEnv(ENV.PLATFORM_SECRET));
const engine = PolicyEngineSetting.parse(JSON.parse(requireEnv(ENV.POLICY_ENGINE)));
const key = derivedKeys(secret);

const oauth: OAuthSettings = {
  issuers: z.array(Issuer).parse(JSON.parse(requireEnv(ENV.ISSUERS))),
  scopes: (process.env[ENV.SCOPES] ?? '').split(' ').filter(Boolean),
  publicUrl: requireEnv(ENV.PUBLIC_URL),
};

const services: Services = {
  catalogue: catalogueSource(registry),
  epochs: () => readEpochs(registry),
  policies: engineOfStage(engine, { registry, secret }),
  deniedAs: process.env[ENV.DENIED_AS] === 'forbidden' ? 'forbidden' : 'not-found',
  missingScopes: process.env[ENV.MISSING_SCOPES] === 'challenge' ? 'challenge' : 'result',
  oauth,
  readIssuer: lambdaIssuerReader(lambda, requireEnv(ENV.ISSUER_READER)),
  audit,
  refused: refusalRecorder(audit),
  state,
  usage: { client, table: requireEnv(ENV.USAGE_TABLE) },
  cache: cacheOfStage(state, key),
  renewals: lambdaRenewalStarter(lambda, requireEnv(ENV.CACHE_RENEWER)),
  cacheBypass: process.env[ENV.KIND] === 'development',
  dispatcher: lambdaDispatcher(lambda),
  tasks: lambdaTaskStarter(lambda, requireEnv(ENV.TASK_RUNNER)),
  key,
  stage: requireEnv(ENV.STAGE),
  version: requireEnv(ENV.VERSION),
  showTraces: process.env[ENV.SHOW_TRACES] === 'true',
  listOutputSchemas: process.env[ENV.LIST_OUTPUT_SCHEMAS] === 'true',
  inputLimits: JSON.parse(process.env[ENV.INPUT_LIMITS] ?? '{}'),
  subscriptionStreams: Number(requireEnv(ENV.SUBSCRIPTION_STREAMS)),
  stepUp: process.env[ENV.STEP_UP] === 'off' ? 'off' : 'on',
  mfaMaxAgeSeconds: Number(process.env[ENV.MFA_MAX_AGE] ?? 900),
};

/** The MCP endpoint. Streams its answers through API Gateway (`responseTransferMode: STREAM`). */
export const handler = streamify(
  frontApp(services, { hosts: envList(ENV.ALLOWED_HOSTS), origins: envList(ENV.ALLOWED_ORIGINS) }),
);
