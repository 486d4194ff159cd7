import type { CompiledDocument } from '../compile.ts';
import type { CompiledOperation } from '../model.ts';
import { type Change, diffOperations } from './diff-operations.ts';

export type OperationChange = 'added' | 'removed' | 'breaking' | 'compatible' | 'unchanged';

export interface OperationDiff {
  readonly method: string;
  readonly path: string;
  readonly change: OperationChange;
  /** Pointers to the operation in the two documents. */
  readonly oldPointer?: string;
  readonly newPointer?: string;
  readonly changes: readonly Change[];
}

export interface DocumentDiff {
  readonly old: { readonly title: string; readonly version: string };
  readonly new: { readonly title: string; readonly version: string };
  readonly counts: Readonly<Record<OperationChange, number>>;
  /** Breaking ones first, then removed, added, compatible and unchanged ones. */
  readonly operations: readonly OperationDiff[];
}

const ORDER: readonly OperationChange[] = ['breaking', 'removed', 'added', 'compatible', 'unchanged'];

/** What changed between two versions of a document. Names of path parameters are no difference of the path. */
export function diffCompiled(old: CompiledDocument, next: CompiledDocument): DocumentDiff {
  const before = byPlace(old);
  const after = byPlace(next);
  const operations = [
    ...[...before].map(([key, operation]) => differenceOf(operation, after.get(key))),
    ...[...after].filter(([key]) => !before.has(key)).map(([, operation]) => addition(operation)),
  ].sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change));
  const count = (change: OperationChange) => operations.filter((operation) => operation.change === change).length;
  return {
    old: { title: old.title, version: old.version },
    new: { title: next.title, version: next.version },
    counts: Object.fromEntries(ORDER.map((change) => [change, count(change)])) as Record<OperationChange, number>,
    operations,
  };
}

/** By method and path, parameters nameless. If paths differ in nothing else, their names tell them apart. */
function byPlace({ operations }: CompiledDocument): Map<string, CompiledOperation> {
  const places = new Map<string, CompiledOperation>();
  for (const operation of operations) {
    const key = `${operation.method} ${operation.path.replace(/\{[^{}]*\}/g, '{}')}`;
    places.set(places.has(key) ? `${operation.method} ${operation.path}` : key, operation);
  }
  return places;
}

function differenceOf(old: CompiledOperation, next: CompiledOperation | undefined): OperationDiff {
  const { method, path, pointer } = old;
  if (next === undefined) return { method, path, change: 'removed', oldPointer: pointer, changes: [] };
  const changes = diffOperations(old, next);
  const isBreaking = changes.some(({ kind }) => kind === 'breaking');
  const change = isBreaking ? 'breaking' : changes.length > 0 ? 'compatible' : 'unchanged';
  return { method, path: next.path, change, oldPointer: pointer, newPointer: next.pointer, changes };
}

function addition({ method, path, pointer }: CompiledOperation): OperationDiff {
  return { method, path, change: 'added', newPointer: pointer, changes: [] };
}
