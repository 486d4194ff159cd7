import { ENV } from '../../schemas/environment.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { routableEvent } from '../core/gateway/routable-event.ts';
import { recordRequest } from '../core/tracing/record-request.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { knownScopesOf } from '../platform/audit/known-scopes.ts';
import { adminApp } from './app.ts';

const app = adminApp({
  identity: { client, table: requireEnv(ENV.IDENTITY_TABLE) },
  registry: { client, table: requireEnv(ENV.REGISTRY_TABLE) },
  state: { client, table: requireEnv(ENV.STATE_TABLE) },
  audit: auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) }),
  knownScopes: knownScopesOf(requireEnv(ENV.SCOPES).split(' ')),
  showTraces: process.env[ENV.SHOW_TRACES] === 'true',
});

/** The administrators' REST API under /api/v1/admin. */
export const handler = (event: unknown, context: Parameters<typeof app.resolve>[1]) =>
  recordRequest(event, () => app.resolve(routableEvent(event), context));
