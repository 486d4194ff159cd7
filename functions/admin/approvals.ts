import { type Approval, ApprovalDecision } from '../../schemas/approval.ts';
import { ManifoldError } from '../core/errors/manifold-error.ts';
import { chainOfMakers } from '../platform/api-keys/key-tree.ts';
import { everySummary } from '../platform/api-keys/list-api-keys.ts';
import { decideApproval, findApproval, listApprovals } from '../platform/approvals/approval-repository.ts';
import { auditedChange } from '../platform/audit/changes.ts';
import { UNNAMED } from '../platform/audit/unnamed.ts';
import { parseJsonBody } from '../platform/input/parse-json.ts';
import type { AdminRequest, AdminServices } from './app.ts';
import { changerOf } from './changer.ts';

/** Roles whose holders may see and decide approvals. */
const DECIDERS = ['admin', 'operator'];

/** `GET /approvals?status=pending`: approvals of the caller's tenant that have not expired, oldest first. */
export async function list(
  { state }: AdminServices,
  { principal, query }: AdminRequest,
): Promise<{ approvals: Approval[] }> {
  requireDecider(principal);
  const wanted = query.get('status');
  const approvals = await listApprovals(state, principal.tenant);
  return {
    approvals: approvals
      .filter(({ status }) => wanted === null || status === wanted)
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt)),
  };
}

/**
 * `POST /approvals/{id}/decision` with `{ "decision": "approve" | "deny", "comment"? }`. Audited before and after.
 * @throws {ManifoldError} E2004 if the body is not valid; also the errors of `decideApproval`
 */
export async function decide(services: AdminServices, request: AdminRequest): Promise<Approval> {
  const { principal, params } = request;
  requireDecider(principal);
  const decision = decisionOf(request.body);
  const id = params.id ?? '';
  const { tenant } = principal;
  const pending = await findApproval(services.state, tenant, id);
  const change = {
    operation: 'approvals/decide' as const,
    target: pending ? id : UNNAMED,
    subject: pending?.principal,
    before: { status: pending?.status, tool: pending?.tool, version: pending?.version },
    after: { status: decision.decision === 'approve' ? 'approved' : 'denied', comment: decision.comment },
  };
  return auditedChange(services.audit, changerOf(request), change, async () => {
    const keys = await everySummary(services.identity, tenant);
    const hands = (who: string) => chainOfMakers(who, keys);
    return { result: await decideApproval(services.state, { tenant, id, decider: principal.id, hands }, decision) };
  });
}

/** Agents may not decide: the person who made an agent could approve their own calls with its key. */
function requireDecider({ roles, unattended }: AdminRequest['principal']): void {
  if (unattended)
    throw new ManifoldError('E1004', 'Only people may decide approvals, and this credential belongs to an agent.');
  if (roles.some((role) => DECIDERS.includes(role))) return;
  throw new ManifoldError('E1004', `Only the roles ${DECIDERS.join(' and ')} may decide approvals.`);
}

function decisionOf(body: string): ApprovalDecision {
  const decision = ApprovalDecision.safeParse(parseJsonBody(body));
  if (decision.success) return decision.data;
  const field = decision.error.issues[0]?.path.join('.') ?? '';
  throw new ManifoldError('E2004', `"${field || 'body'}" is not valid: ${decision.error.issues[0]?.message}.`, {
    details: { field, expectedFormat: '{ "decision": "approve" | "deny", "comment"?: text }' },
  });
}
