import * as z from 'zod';

/** A call that somebody else has to approve before it may be made. */
export const Approval = z.object({
  /** Hash of principal, tool, version and arguments: the same call finds the same approval. */
  id: z.string(),
  tenant: z.string(),
  /** Who asked; somebody else decides. */
  principal: z.string(),
  tool: z.string(),
  version: z.string(),
  argumentsHash: z.string(),
  /** What the call would do, in words. */
  effect: z.string(),
  /** Why an approval is needed: the reasons of the policies that ask for it. */
  reasons: z.array(z.string()),
  status: z.enum(['pending', 'approved', 'denied', 'used']),
  createdAt: z.string(),
  /** Unix seconds; what is not decided or used by then is void. */
  expiresAt: z.int(),
  decidedBy: z.string().optional(),
  decidedAt: z.string().optional(),
  comment: z.string().optional(),
});
export type Approval = z.infer<typeof Approval>;

/** Body of `POST /api/v1/admin/approvals/{id}/decision`. */
export const ApprovalDecision = z.strictObject({
  decision: z.enum(['approve', 'deny']),
  comment: z.string().max(1_000).optional(),
});
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;
