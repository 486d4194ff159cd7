import * as z from 'zod';

/** A call that another person has to approve before it is executed. */
export const Approval = z.object({
  /** Hash of principal, tool, version and arguments, so that the same call finds the same approval. */
  id: z.string(),
  tenant: z.string(),
  /** The principal that asked for the approval; another one decides. */
  principal: z.string(),
  tool: z.string(),
  version: z.string(),
  argumentsHash: z.string(),
  /** What the call would do, in one sentence. */
  effect: z.string(),
  /** Reasons of the policies that require the approval. */
  reasons: z.array(z.string()),
  status: z.enum(['pending', 'approved', 'denied', 'used']),
  createdAt: z.string(),
  /** Unix seconds. After that time the approval can be neither decided nor used. */
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
