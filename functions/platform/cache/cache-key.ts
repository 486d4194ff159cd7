import type { CallContext } from '../../../schemas/invocation.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { inNormalForm, tidy } from '../../core/input/normal-form.ts';
import { keyedHashOf } from '../../core/json/canonical.ts';
import { propertyOf } from '../../core/json/schema-property.ts';
import type { CacheScope, CacheSlot } from './response-cache.ts';

export interface SlotOf {
  readonly definition: Pick<ToolDefinition, 'name' | 'version' | 'inputSchema'>;
  readonly rule: NonNullable<ToolDefinition['cache']>;
  readonly principal: Pick<CallContext['principal'], 'tenant' | 'id'>;
  /**
   * The arguments as the caller gave them. Arguments that a family would answer alike may give two slots, never the
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
      fields: Object.fromEntries(rule.keyFields.map((field) => [field, keyValueOf(field, { definition, rule, args })])),
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

interface KeyFieldOf extends Pick<SlotOf, 'definition' | 'rule'> {
  readonly args: SlotOf['arguments'];
}

/** The value of a key field: its default if it is absent, and a text in the normal form that the rule names. */
function keyValueOf(field: string, { definition, rule, args }: KeyFieldOf): unknown {
  const value = args[field] === undefined ? propertyOf(definition.inputSchema, field)?.default : args[field];
  const form = rule.normalise?.[field];
  return form && typeof value === 'string' ? inNormalForm(value, form) : value;
}

/**
 * Families refuse calls without consent or reason, whatever the tool's key fields are, so an answer to a call with them
 * must not be given to a call without them.
 */
function permissionIn({ consent, reason }: Record<string, unknown>) {
  return {
    consent: typeof consent === 'string' ? consent.trim().toUpperCase() : consent,
    reasoned: typeof reason === 'string' && tidy(reason) !== '',
  };
}
