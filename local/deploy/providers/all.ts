import type { Tables } from '../../data/tables.ts';
import type { Caches } from '../../elasticache/caches.ts';
import type { EventSources } from '../../event-sources/event-sources.ts';
import type { RestApis } from '../../gateway/apis.ts';
import type { Authoriser } from '../../iam/authoriser.ts';
import type { LocalIssuer } from '../../issuer/local-issuer.ts';
import type { Keys } from '../../kms/keys.ts';
import type { Logs } from '../../log.ts';
import type { Buckets } from '../../s3/bucket.ts';
import type { Schedules } from '../../schedules/schedules.ts';
import type { SecretStore } from '../../secrets/secret-store.ts';
import type { Queues } from '../../sqs/queues.ts';
import type { Provider } from '../provider.ts';
import type { ResponseUrls } from '../response-urls.ts';
import { apiGatewayProviders } from './api-gateway.ts';
import { cognitoProviders } from './cognito.ts';
import { customResourceProvider } from './custom-resource.ts';
import { tableProviders } from './dynamodb.ts';
import { cacheProviders } from './elasticache.ts';
import { eventSourceProviders } from './event-sources.ts';
import { harmlessProviders } from './harmless.ts';
import { iamProviders } from './iam.ts';
import { keyProviders } from './kms.ts';
import { type LambdaServices, lambdaProviders } from './lambda.ts';
import { bucketProviders } from './s3.ts';
import { scheduleProviders } from './schedules.ts';
import { secretProviders } from './secrets.ts';
import { queueProviders } from './sqs.ts';

/** What providers work on: the services, which outlast a deployment, and the parts that each deployment makes anew. */
export type Deployable = LambdaServices & {
  keys: Keys;
  authoriser: Authoriser;
  tables: Tables;
  secrets: SecretStore;
  buckets: Buckets;
  queues: Queues;
  caches: Caches;
  responses: ResponseUrls;
  logs: Logs;
  issuer: LocalIssuer;
  apis: RestApis;
  schedules: Schedules;
  eventSources: EventSources;
};

/** The provider of every resource type that the local cloud knows. */
export function allProviders(parts: Deployable): Map<string, Provider> {
  const { functions, roles, keys, tables, secrets, buckets, queues, issuer } = parts;
  return new Map(
    Object.entries({
      ...harmlessProviders(),
      ...iamProviders(roles),
      ...keyProviders(keys),
      ...tableProviders(tables),
      ...secretProviders(secrets, keys),
      ...bucketProviders(buckets, keys),
      ...queueProviders(queues, keys),
      ...cacheProviders(parts.caches),
      ...lambdaProviders(parts),
      ...eventSourceProviders(parts),
      ...scheduleProviders(parts.schedules, functions, roles),
      ...apiGatewayProviders(parts.apis),
      ...cognitoProviders({ url: issuer.url, play: (pool) => issuer.play(pool) }),
      'AWS::CloudFormation::CustomResource': customResourceProvider(functions, parts.responses, parts.logs),
    }),
  );
}
