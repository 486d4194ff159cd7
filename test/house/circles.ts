/** Modules by path, each with the paths of the modules that it imports by value. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * Groups of modules that import each other, directly or over others (Tarjan's strongly connected components). Each group
 * is sorted, and so is the list of groups.
 */
export function circlesOf(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  function visit(module: string): void {
    order.set(module, order.size);
    low.set(module, order.get(module) ?? 0);
    open.push(module);
    const targets = graph.get(module) ?? [];
    for (const target of targets) {
      if (!graph.has(target)) continue;
      if (!order.has(target)) visit(target);
      if (open.includes(target)) low.set(module, Math.min(low.get(module) ?? 0, low.get(target) ?? 0));
    }
    if (low.get(module) !== order.get(module)) return;
    const group = open.splice(open.indexOf(module));
    if (group.length > 1 || targets.includes(module)) circles.push(group.sort());
  }

  for (const module of graph.keys()) if (!order.has(module)) visit(module);
  return circles.sort();
}
