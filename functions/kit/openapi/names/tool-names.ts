import { shortHash } from '../schema/definition-names.ts';

/** An operation that needs a name. */
export interface Nameable {
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
}

export interface NameOptions {
  /** Longest name; with `mcp__<server>__` before it, a client still stays within 64 characters. */
  readonly maxLength: number;
  /** Names of an earlier import, by `METHOD path`; an operation keeps the name that it had. */
  readonly known?: ReadonlyMap<string, string>;
}

export const operationKey = ({ method, path }: Nameable): string => `${method} ${path}`;

/**
 * Names of the operations, in their order: letters, digits and `_`, a letter first. A name depends on nothing but its
 * operation. Only if two operations come to the same name does each that is not spelled so already get a hash of what
 * it is; to keep names beyond that, hand in those of the import before.
 */
export function toolNames(operations: readonly Nameable[], { maxLength, known }: NameOptions): string[] {
  const plain = operations.map((operation) => plainName(operation, maxLength));
  const kept = operations.map((operation) => known?.get(operationKey(operation)));
  const taken = new Set(kept.filter((name) => name !== undefined));
  const counts = new Map<string, number>();
  for (const [index, name] of plain.entries()) {
    if (kept[index] === undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const exact = new Map<string, number>();
  for (const [index, name] of plain.entries()) {
    if (operations[index]?.operationId === name) exact.set(name, (exact.get(name) ?? 0) + 1);
  }
  return operations.map((operation, index) => {
    const before = kept[index];
    if (before !== undefined) return before;
    const name = plain[index] ?? '';
    const isSole = counts.get(name) === 1;
    const ownsIt = operation.operationId === name && exact.get(name) === 1;
    return (isSole || ownsIt) && !taken.has(name) ? name : withHash(name, operation, maxLength);
  });
}

function plainName(operation: Nameable, maxLength: number): string {
  const words = wordsOf(operation.operationId ?? '');
  const method = operation.method.toLowerCase().replace(/[^a-z0-9]/g, '');
  const name = (words.length > 0 ? words : [method, ...wordsOf(operation.path)]).join('_');
  const lettered = /^[A-Za-z]/.test(name) ? name : `${method || 'call'}_${name}`;
  const long = lettered.length < 2 ? `${lettered}_operation` : lettered;
  return long.length <= maxLength ? long : withHash(long, operation, maxLength);
}

/** Words between characters that no name may have; `_` within a name stays as it is. */
function wordsOf(text: string): string[] {
  const ascii = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return ascii.split(/[^A-Za-z0-9_]+|(?<=^)_+|_+$/).filter((word) => word !== '');
}

/** The beginning of the name, cut between words, and six hex digits of what the operation is. */
function withHash(name: string, operation: Nameable, maxLength: number): string {
  const hash = shortHash(`${operationKey(operation)} ${operation.operationId ?? ''}`, 6);
  const room = maxLength - hash.length - 1;
  return `${name.length <= room ? name : cutAtWord(name, room)}_${hash}`;
}

/** Words end at `_` and before a capital that follows a small letter. */
function cutAtWord(name: string, room: number): string {
  const head = name.slice(0, room);
  const boundary = Math.max(head.lastIndexOf('_'), lastCapital(name.slice(0, room + 1)));
  return (boundary > room / 2 ? head.slice(0, boundary) : head).replace(/_+$/, '');
}

function lastCapital(text: string): number {
  return [...text.matchAll(/(?<=[a-z0-9])[A-Z]/g)].at(-1)?.index ?? 0;
}
