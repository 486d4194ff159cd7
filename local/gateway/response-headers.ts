/** Headers of an integration's answer that the gateway renames (API Gateway, "Important notes", table of headers). */
const REMAPPED = new Set([
  'www-authenticate',
  'authorization',
  'server',
  'date',
  'content-md5',
  'host',
  'max-forwards',
  'user-agent',
  'connection',
]);
/** Headers that never come through: the connection to the client is the gateway's own. */
const DROPPED = new Set([
  'transfer-encoding',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'proxy-authenticate',
  'via',
  'expect',
]);

export type AnswerHeaders = Record<string, string | string[]>;

/** Headers of a Lambda answer as the client gets them; `multiValueHeaders` and `headers` are merged, the former wins. */
export function clientHeaders(answer: {
  headers?: unknown;
  multiValueHeaders?: unknown;
  cookies?: unknown;
}): AnswerHeaders {
  const result: AnswerHeaders = {};
  const put = (name: string, value: string | string[]) => {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower)) return;
    result[REMAPPED.has(lower) ? `x-amzn-remapped-${lower}` : lower] = value;
  };
  for (const [name, value] of Object.entries((answer.headers ?? {}) as Record<string, unknown>)) {
    if (value !== null && value !== undefined) put(name, String(value));
  }
  for (const [name, values] of Object.entries((answer.multiValueHeaders ?? {}) as Record<string, unknown[]>))
    put(name, values.map(String));
  if (Array.isArray(answer.cookies) && answer.cookies.length > 0) put('set-cookie', answer.cookies.map(String));
  return result;
}
