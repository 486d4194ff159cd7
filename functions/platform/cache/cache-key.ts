import type { CallContext } from '../../../schemas/invocation.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { keyedHashOf } from '../../core/json/canonical.ts';
import type { CacheScope, CacheSlot } from './response-cache.ts';

export interface SlotOf {
  readonly definition: Pick<ToolDefinition, 'name' | 'version'>;
  readonly rule: NonNullable<ToolDefinition['cache']>;
  readonly principal: Pick<CallContext['principal'], 'tenant' | 'id'>;
  /**
   * The arguments as the caller gave them. Arguments that a family would read as equal may give two slots, never the
   * reverse.
   */
  readonly arguments: Record<string, unknown>;
  /** The platform's derived key for this purpose, hexadecimal. */
  readonly key: string;
}

/**
 * The slot of a call: HMAC-SHA-256 over tenant, principal (unless the rule shares answers), tool version and the tool's
 * key fields, so that no argument can be read or guessed from it.
 */
export function slotOf({ definition, rule, principal, arguments: args, key }: SlotOf): CacheSlot {
  const { tenant, id } = principal;
  const hash = keyedHashOf(
    {
      tenant,
      principal: rule.shared ? null : id,
      tool: definition.name,
      version: definition.version,
      fields: Object.fromEntries(rule.keyFields.map((field) => [field, args[field]])),
      ...permissionIn(args),
    },
    key,
  );
  const scopes: CacheScope[] = [
    { kind: 'tool', tool: definition.name },
    ...(rule.shared ? [] : [{ kind: 'principal' as const, tenant, principal: id }]),
    ...[...new Set(rule.invalidateOn)].map((event) => ({ kind: 'event' as const, event })),
  ];
  return { tenant, hash, scopes };
}

/**
 * Families refuse calls without consent or reason, whatever the tool's key fields are, so an answer to a call with them
 * must not be given to a call without them.
 */
function permissionIn({ consent, reason }: Record<string, unknown>) {
  return { consent, reasoned: typeof reason === 'string' && reason.trim() !== '' };
}
