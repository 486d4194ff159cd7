import * as z from 'zod';
import { Approval, type ApprovalDecision } from '../../schemas/approval.ts';
import type { AdminApi } from './connect-admin.ts';

/** Pending approvals as a table. */
export async function listApprovals(api: AdminApi): Promise<string> {
  const { approvals } = z
    .object({ approvals: z.array(Approval) })
    .parse(await request(api, 'GET', '/approvals?status=pending'));
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
    await request(api, 'POST', `/approvals/${encodeURIComponent(id)}/decision`, decision),
  );
  return `${approval.id} is ${approval.status}: ${approval.effect}`;
}

/** @throws {Error} with the detail of the problem that the API answered */
async function request({ url, key }: AdminApi, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { detail } = z.looseObject({ detail: z.string().optional() }).parse(answer);
  throw new Error(detail ?? `The API answered ${response.status}.`);
}
