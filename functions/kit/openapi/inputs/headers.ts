/** Headers that OpenAPI says to ignore as parameters: other parts of the document state them. */
const STATED_ELSEWHERE = new Set(['accept', 'content-type', 'authorization']);

/** Headers that the connection has, and no caller: those of RFC 9110, section 7.6.1, and what frames a message. */
const OF_THE_CONNECTION = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'te', 'trailer', 'upgrade'],
  ...['proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'expect', 'cookie', 'set-cookie', 'date'],
]);

/** Why no argument may set the header; undefined if one may. */
export function refusedHeader(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (STATED_ELSEWHERE.has(lower)) return `The header ${name} comes from the document and the connection.`;
  if (OF_THE_CONNECTION.has(lower)) return `The header ${name} belongs to the connection.`;
  return undefined;
}
