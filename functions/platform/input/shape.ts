import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { fieldPath, type Path, printableName } from '../../core/input/field-path.ts';
import { type NameFault, nameFault } from './name-check.ts';

/** How large the arguments of a call may be. */
export interface InputLimits {
  /** Characters (UTF-16 units, as JSON Schema's counterparts in most languages count) of one string. */
  readonly maxString: number;
  /** Items of one array. */
  readonly maxItems: number;
  /** Levels of objects and arrays, the arguments themselves being the first. */
  readonly maxDepth: number;
  /** Bytes of the arguments as JSON in UTF-8. */
  readonly maxBytes: number;
}

/** Default limits (requirement A20); a stage or a tool may set others. */
export const DEFAULT_LIMITS: InputLimits = {
  maxString: 10_000,
  maxItems: 100,
  maxDepth: 10,
  maxBytes: 1024 * 1024,
};

/** The limits of one call: those of the tool, else those of the stage, else the defaults. */
export function limitsFor(tool: Partial<InputLimits> = {}, stage: Partial<InputLimits> = {}): InputLimits {
  return { ...DEFAULT_LIMITS, ...stage, ...tool };
}

/**
 * Checks that arguments keep to their limits, and that no key is misleading.
 *
 * @throws {ManifoldError} E2006 if they are too large as a whole, E2001 with field and limit for other faults
 */
export function checkShape(value: unknown, limits: InputLimits): void {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes > limits.maxBytes) {
    throw new ManifoldError('E2006', `The arguments have ${bytes} bytes; at most ${limits.maxBytes} are allowed.`, {
      details: { expectedFormat: `at most ${limits.maxBytes} bytes` },
    });
  }
  checkValue(value, limits, []);
}

/**
 * Checks that the name of a tool, resource or prompt that a caller asks for is not misleading.
 * @throws {ManifoldError} E2001 with the name that was probably intended
 */
export function checkName(name: string): void {
  const fault = nameFault(name);
  if (fault) throw unclear(name, fault, 'name');
}

/** @param path grows and shrinks with the recursion, since a new array for every value would be most of the cost */
function checkValue(value: unknown, limits: InputLimits, path: (string | number)[]): void {
  if (typeof value === 'string') {
    const { maxString } = limits;
    if (value.length > maxString) throw tooLarge(path, `${value.length} characters`, `${maxString} characters`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= limits.maxDepth) {
    throw tooLarge(path, `a depth of more than ${limits.maxDepth}`, `${limits.maxDepth} levels`);
  }
  if (Array.isArray(value)) {
    const { maxItems } = limits;
    if (value.length > maxItems) throw tooLarge(path, `${value.length} items`, `${maxItems} items`);
    for (const [index, item] of value.entries()) checkMember(index, item, limits, path);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const fault = nameFault(key);
    if (fault) throw unclear(key, fault, fieldPath([...path, key]));
    checkMember(key, member, limits, path);
  }
}

function checkMember(member: string | number, value: unknown, limits: InputLimits, path: (string | number)[]): void {
  path.push(member);
  checkValue(value, limits, path);
  path.pop();
}

function unclear(name: string, { reason, suggestion }: NameFault, field: string): ManifoldError {
  return new ManifoldError('E2001', `The name "${printableName(name)}" ${reason}.`, {
    details: { field, suggestion: suggestion && `Did you mean "${suggestion}"?` },
  });
}

function tooLarge(path: Path, given: string, allowed: string): ManifoldError {
  const field = fieldPath(path);
  const subject = field === '' ? 'The arguments have' : `"${field}" has`;
  return new ManifoldError('E2001', `${subject} ${given}; at most ${allowed} are allowed.`, {
    details: { field, providedValue: given, expectedFormat: `at most ${allowed}` },
  });
}
