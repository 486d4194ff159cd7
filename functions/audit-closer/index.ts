import { ENV } from '../../schemas/environment.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { addClosings } from './add-closings.ts';

const trail = auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) });

/** Adds outcomes of calls that have none. The sealer finds them, and its role reads the trail, so it may not write. */
export const handler = (event: unknown): Promise<void> => addClosings(trail, event);
