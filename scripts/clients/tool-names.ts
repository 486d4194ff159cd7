/** Names of all tools that a key may list, read page by page over plain JSON-RPC, independent of any client. */
export async function toolNames({ url, key }: { url: string; key: string }): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { cursor } }),
    });
    const text = await response.text();
    const json = text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '{}');
    const { result } = JSON.parse(json) as { result?: { tools: { name: string }[]; nextCursor?: string } };
    if (!result) throw new Error(`tools/list was refused: ${text.slice(0, 200)}`);
    for (const { name } of result.tools) names.push(name);
    cursor = result.nextCursor;
  } while (cursor !== undefined);
  return names;
}
