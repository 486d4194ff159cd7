import type { PolicyDraft } from '../../../../schemas/policy-records.ts';
import { SHIPPED_OWNER } from '../../../../schemas/policy-records.ts';
import type { Cedar } from '../cedar/load-cedar.ts';
import { parsePolicy } from '../cedar/parse-policy.ts';

/**
 * A policy file as a draft: what a record says in fields, a file says in annotations: `@id`, `@description`,
 * `@priority("10")`, `@mode("LOG_ONLY")`.
 *
 * @param file name for messages, e.g. `role-user.cedar`
 * @throws {Error} if the text is not exactly one policy or has no `@id`
 */
export function draftFromFile(cedar: Cedar, file: string, text: string): PolicyDraft {
  const { annotations = {} } = parsePolicy(cedar, text, file);
  if (!annotations.id) throw new Error(`${file}: the policy needs an annotation @id("…").`);
  return {
    id: annotations.id,
    status: 'active',
    mode: annotations.mode === 'LOG_ONLY' ? 'LOG_ONLY' : 'ENFORCE',
    priority: Number(annotations.priority ?? 0),
    text,
    description: annotations.description ?? '',
    owner: SHIPPED_OWNER,
  };
}
