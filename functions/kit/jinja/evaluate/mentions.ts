/** Whether a name is read anywhere in a tree; the insides of blocks are left out, for they stand for themselves. */
export function mentions(tree: unknown, name: string): boolean {
  if (Array.isArray(tree)) return tree.some((part) => mentions(part, name));
  if (!isNode(tree)) return false;
  if (tree.kind === 'block') return false;
  if (tree.kind === 'name') return tree.name === name;
  return Object.values(tree).some((part) => mentions(part, name));
}

/** Whether a tree has a node of a kind, at any depth. */
export function hasNode(tree: unknown, test: (node: { kind?: unknown; [key: string]: unknown }) => boolean): boolean {
  if (Array.isArray(tree)) return tree.some((part) => hasNode(part, test));
  if (!isNode(tree)) return false;
  return test(tree) || Object.values(tree).some((part) => hasNode(part, test));
}

const isNode = (tree: unknown): tree is { kind?: unknown; [key: string]: unknown } =>
  typeof tree === 'object' && tree !== null;
