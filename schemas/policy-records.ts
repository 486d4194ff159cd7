import * as z from 'zod';
import { Permission } from './policy.ts';

/** Id of a policy, grant or list: lower-case letters, digits and hyphens, 2 to 64 characters. */
export const PolicyId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,63}$/, 'expected 2 to 64 lower-case letters, digits and hyphens, a letter first');

export const RecordStatus = z.enum(['active', 'inactive']);

/** When a record was last changed (ISO 8601, UTC), and by whom. */
const Change = { updatedAt: z.string(), updatedBy: z.string().min(1) };

/** Owner of the records that ship with the platform. */
export const SHIPPED_OWNER = 'manifold';

/** One Cedar policy. Every save makes a new version. */
export const PolicyRecord = z.object({
  id: PolicyId,
  version: z.int().positive(),
  status: RecordStatus,
  /** `LOG_ONLY`: the policy is evaluated and reported, and has no effect. */
  mode: z.enum(['ENFORCE', 'LOG_ONLY']),
  /** Orders the reasons of a decision, highest first. A forbid wins over a permit whatever their priorities are. */
  priority: z.int().min(-1000).max(1000),
  /** Exactly one policy in Cedar's language. */
  text: z.string().min(1).max(20_000),
  description: z.string(),
  /** Tenant to whose principals the policy applies; absent: it applies to all principals. */
  tenant: z.string().optional(),
  owner: z.string().min(1),
  ...Change,
});
export type PolicyRecord = z.infer<typeof PolicyRecord>;

/** The fields of a policy that a person edits; the repository adds the others. */
export const PolicyDraft = PolicyRecord.omit({ version: true, updatedAt: true, updatedBy: true });
export type PolicyDraft = z.infer<typeof PolicyDraft>;

/** Roles that ship as policies; no role record may have such a name. */
export const SHIPPED_ROLES = ['user', 'developer', 'operator', 'admin'] as const;

/** A role that an organisation defines: a name for a set of permissions. */
export const RoleRecord = z.object({
  name: PolicyId.refine(
    (name) => !(SHIPPED_ROLES as readonly string[]).includes(name),
    'is the name of a shipped role',
  ),
  description: z.string(),
  permissions: z.array(Permission).min(1),
  tenant: z.string().optional(),
  ...Change,
});
export type RoleRecord = z.infer<typeof RoleRecord>;

/** The principals to whom a grant or list applies. */
export const Subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('principal'), id: z.string().min(1) }),
  z.object({ kind: z.literal('role'), name: z.string().min(1) }),
  z.object({ kind: z.literal('everyone') }),
]);
export type Subject = z.infer<typeof Subject>;

/** A text in which `*` stands for any characters. */
const Patterns = z.array(z.string().min(1).max(256)).min(1);

const grantFields = {
  id: PolicyId,
  subject: Subject.refine(({ kind }) => kind !== 'everyone', 'names a principal or a role'),
  /** Names of clusters or devices; `*` stands for any characters. */
  names: Patterns,
  /** Tags of which the target must have all. */
  tags: z.array(z.string()),
  /** Scopes of which the credential must have one; empty: any credential will do. */
  scopes: z.array(z.string()),
  /** Unix seconds at which the grant ends; absent: it does not end. */
  until: z.int().optional(),
  tenant: z.string().optional(),
  ...Change,
};

/** Allows a subject to act on named targets (A10). It gives no permission: a role still has to allow the tool. */
export const GrantRecord = z.discriminatedUnion('target', [
  z.object({
    ...grantFields,
    target: z.literal('cluster'),
    /** The single pattern `*` also covers resources that belong to no namespace. */
    namespaces: Patterns,
  }),
  z.object({
    ...grantFields,
    target: z.literal('device'),
    /**
     * Command lines. The single pattern `*` covers all; inside a pattern, `*` never spans a separator, pipe or
     * redirection.
     */
    commands: Patterns,
  }),
]);
export type GrantRecord = z.infer<typeof GrantRecord>;

/**
 * `deny`: the subject may not use these tools. `allow`: the subject may use only these tools and public ones; several
 * allow lists of one subject add up. A list gives no permission.
 */
export const ListRecord = z.object({
  id: PolicyId,
  kind: z.enum(['allow', 'deny']),
  status: RecordStatus,
  description: z.string(),
  subject: Subject,
  tools: z.array(z.string()),
  families: z.array(z.string()),
  tags: z.array(z.string()),
  tenant: z.string().optional(),
  ...Change,
});
export type ListRecord = z.infer<typeof ListRecord>;
