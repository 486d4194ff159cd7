import { fieldPath } from '../../core/input/field-path.ts';
import { FINDING_PATTERNS, type FindingKind } from './finding-patterns.ts';
import { latinLookalike } from './lookalikes.ts';

/** A suspicious text in the arguments of a call. A finding does not hold the text, which may be personal. */
export interface Finding {
  readonly kind: FindingKind;
  /** Dotted path of the argument, with ` (key)` at its end if the name itself is suspicious. */
  readonly field: string;
  /** Id of the pattern (finding-patterns.ts). */
  readonly pattern: string;
}

/** The most findings of a call, since the list goes to policies and to the audit trail. */
const MAX_FINDINGS = 20;

/**
 * Searches all text of a value for attempts to instruct a model and for active content. Policies see the findings
 * (`context.findings`) and decide whether to flag, block or pass the call. An attacker can always choose other words,
 * so findings only add to the other guards and never replace one.
 */
export function findingsIn(value: unknown): Finding[] {
  const findings: Finding[] = [];
  visit(value, [], findings);
  return findings.slice(0, MAX_FINDINGS);
}

function visit(value: unknown, path: (string | number)[], findings: Finding[]): void {
  if (findings.length >= MAX_FINDINGS) return;
  if (typeof value === 'string') {
    look(value, () => fieldPath(path), findings);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const isArray = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    if (!isArray) look(key, () => `${fieldPath([...path, key])} (key)`, findings);
    path.push(isArray ? Number(key) : key);
    visit(inner, path, findings);
    path.pop();
  }
}

/** No pattern matches a shorter text. */
const SHORTEST = 6;

function look(text: string, field: () => string, findings: Finding[]): void {
  if (text.length < SHORTEST) return;
  const prepared = prepare(text);
  for (const { id, kind, pattern } of FINDING_PATTERNS) {
    if (pattern.test(prepared)) findings.push({ kind, field: field(), pattern: id });
  }
}

/** Undoes tricks that hide words from a pattern but not from a reader. */
function prepare(text: string): string {
  if (/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text)) return text.toLowerCase();
  const visible = text
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ');
  return latinLookalike(visible).toLowerCase();
}
