import { ENV } from '../../schemas/environment.ts';
import { auditTrail } from '../runtime/audit/audit-trail.ts';
import { knownScopesOf } from '../runtime/audit/known-scopes.ts';
import { documentClient as client } from '../runtime/aws/document-client.ts';
import { requireEnv } from '../runtime/environment.ts';
import { recordRequest } from '../runtime/tracing/record-request.ts';
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
  recordRequest(event, () => app.resolve(event, context));
