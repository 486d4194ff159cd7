import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { FormerUrl } from '../../schemas/former-urls.ts';
import { secretsManagerClient } from '../core/aws/clients/secrets-manager.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { envList, requireEnv } from '../core/environment.ts';
import { routableEvent } from '../core/gateway/routable-event.ts';
import { recordRequest } from '../core/tracing/record-request.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { knownScopesOf } from '../platform/audit/known-scopes.ts';
import { refusalRecorder } from '../platform/audit/refusals.ts';
import { keyStore } from '../platform/platform-tokens/key-store.ts';
import { tokenSigner } from '../platform/platform-tokens/token-signer.ts';
import { tokensApp } from './app.ts';
import type { TokenServices } from './services.ts';
import { fulfil, subscriptionOrderOf } from './subscription.ts';

const publicUrl = requireEnv(ENV.PUBLIC_URL);
const formerUrls = z.array(FormerUrl).parse(JSON.parse(requireEnv(ENV.FORMER_URLS)));
const keys = keyStore({ secretArn: requireEnv(ENV.SIGNING_SECRET), client: secretsManagerClient() });

const audit = auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) });

const services: TokenServices = {
  identity: { client, table: requireEnv(ENV.IDENTITY_TABLE) },
  audit,
  refused: refusalRecorder(audit),
  knownScopes: knownScopesOf(requireEnv(ENV.SCOPES).split(' ')),
  keys,
  signer: tokenSigner({ issuer: publicUrl, formerIssuers: formerUrls.map(({ url }) => url), keys }),
  publicUrl,
  formerUrls,
  allowedOrigins: envList(ENV.ALLOWED_ORIGINS),
  showTraces: process.env[ENV.SHOW_TRACES] === 'true',
  now: () => Math.floor(Date.now() / 1000),
};
const app = tokensApp(services);

/** Tokens of the platform: /api/v1/auth/token, /api/v1/auth/revoke and /.well-known/jwks.json; and orders of families. */
export const handler = (event: unknown, context: Parameters<typeof app.resolve>[1]) => {
  const order = subscriptionOrderOf(event);
  return order ? fulfil(services, order) : recordRequest(event, () => app.resolve(routableEvent(event), context));
};
