import * as z from 'zod';
import { Approval, type ApprovalDecision } from '../../schemas/approval.ts';
import { type AdminApi, requestAdmin } from './connect-admin.ts';

/** Pending approvals as a table. */
export async function listApprovals(api: AdminApi): Promise<string> {
  const { approvals } = z
    .object({ approvals: z.array(Approval) })
    .parse(await requestAdmin(api, 'GET', '/approvals?status=pending'));
  if (approvals.length === 0) return 'Nothing waits for an approval.';
  return approvals
    .map(({ id, principal, tool, version, effect, reasons, expiresAt }) =>
      [
        `${id}  ${tool}@${version}  asked by ${principal}, until ${new Date(expiresAt * 1000).toISOString()}`,
        `  ${effect}`,
        ...reasons.map((reason) => `  because: ${reason}`),
      ].join('\n'),
    )
    .join('\n\n');
}

/** Decides one approval and says what it is now. */
export async function decideApproval(api: AdminApi, id: string, decision: ApprovalDecision): Promise<string> {
  const approval = Approval.parse(
    await requestAdmin(api, 'POST', `/approvals/${encodeURIComponent(id)}/decision`, decision),
  );
  return `${approval.id} is ${approval.status}: ${approval.effect}`;
}
