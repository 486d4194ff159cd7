import * as z from 'zod';
import { Approval, type ApprovalDecision } from '../../schemas/approval.ts';
import { type AdminApi, requestAdmin } from '../command/admin-api.ts';
import type { CommandResult } from '../command/command.ts';

/** Pending approvals, with the effect and the reasons of each. */
export async function listApprovals(api: AdminApi): Promise<CommandResult> {
  const { approvals } = z
    .object({ approvals: z.array(Approval) })
    .parse(await requestAdmin(api, 'GET', '/approvals?status=pending'));
  const blocks = approvals.map(({ id, principal, tool, version, effect, reasons, expiresAt }) =>
    [
      `${id}  ${tool}@${version}  asked by ${principal}, until ${new Date(expiresAt * 1000).toISOString()}`,
      `  ${effect}`,
      ...reasons.map((reason) => `  because: ${reason}`),
    ].join('\n'),
  );
  return { text: blocks.join('\n\n') || 'Nothing waits for an approval.', data: approvals };
}

/** Decides one approval; the answer says its status and its effect. */
export async function decideApproval(api: AdminApi, id: string, decision: ApprovalDecision): Promise<string> {
  const approval = Approval.parse(
    await requestAdmin(api, 'POST', `/approvals/${encodeURIComponent(id)}/decision`, decision),
  );
  return `${approval.id} is ${approval.status}: ${approval.effect}`;
}
