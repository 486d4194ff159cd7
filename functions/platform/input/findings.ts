import { fieldPath } from './field-path.ts';
import { FINDING_PATTERNS, type FindingKind } from './finding-patterns.ts';
import { latinLookalike } from './lookalikes.ts';

/** Something suspicious in the arguments of a call. It never holds the text: that may be personal. */
export interface Finding {
  readonly kind: FindingKind;
  /** Path of the argument, dotted; `(key)` at its end where the name itself is suspicious. */
  readonly field: string;
  /** Id of the pattern (finding-patterns.ts). */
  readonly pattern: string;
}

/** More than this many say nothing new; the list goes to policies and to the audit trail. */
const MAX_FINDINGS = 20;

/**
 * Looks through all text of a value for attempts to instruct a model and for active content. It decides nothing:
 * policies see what is found (`context.findings`) and flag, block or pass. Words can always be said differently, so
 * this is a signal beside the other guards, never the one that holds.
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

/** Nothing shorter matches any pattern. */
const SHORTEST = 6;

function look(text: string, field: () => string, findings: Finding[]): void {
  if (text.length < SHORTEST) return;
  const prepared = prepare(text);
  for (const { id, kind, pattern } of FINDING_PATTERNS) {
    if (pattern.test(prepared)) findings.push({ kind, field: field(), pattern: id });
  }
}

/** Undoes what hides words from a pattern and not from a reader. */
function prepare(text: string): string {
  if (/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text)) return text.toLowerCase();
  const visible = text
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ');
  return latinLookalike(visible).toLowerCase();
}
