/**
 * Headers of answers that a page of an allowed origin may read. API Gateway renames `WWW-Authenticate` of a function, and
 * sends the correlation id as `x-amzn-RequestId`.
 */
export const EXPOSED_HEADERS = [
  'www-authenticate',
  'x-amzn-remapped-www-authenticate',
  'retry-after',
  'allow',
  'mcp-session-id',
  'mcp-protocol-version',
  'x-amzn-requestid',
].join(', ');
