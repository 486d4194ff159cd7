/** Whether a value can be the id of a JSON-RPC request in MCP, which knows no null. */
export function isId(id: unknown): id is string | number {
  return typeof id === 'string' || typeof id === 'number';
}
