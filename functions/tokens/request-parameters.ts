import { parseJson } from '../platform/input/parse-json.ts';
import { OAuthError } from './oauth-error.ts';

export type Parameters = Readonly<Record<string, string>>;

/** Far more than the largest token that there is. */
const MAX_CHARACTERS = 16 * 1024;

/** Parameters of a request to the token endpoint; a form is what OAuth says, JSON what many clients send. */
export function parametersOf(contentType: string, body: string): Parameters {
  if (body.length > MAX_CHARACTERS) throw new OAuthError('invalid_request', 'The request is too large.');
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return fromForm(body);
  if (type === 'application/json') return fromJson(body);
  throw new OAuthError(
    'invalid_request',
    'Send the parameters as application/x-www-form-urlencoded or application/json.',
  );
}

function fromForm(body: string): Parameters {
  const entries = [...new URLSearchParams(body)];
  const names = entries.map(([name]) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  // RFC 6749, 3.2; of several resources (RFC 8707) a token here could serve one alone.
  if (repeated === 'resource') throw new OAuthError('invalid_target', 'Ask for one resource at a time.');
  if (repeated !== undefined) throw new OAuthError('invalid_request', 'A parameter is there more than once.');
  // A parameter without a value counts as left out (RFC 6749, 3.2).
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function fromJson(body: string): Parameters {
  const value = jsonOf(body);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  if (!isObject || entries.some(([, member]) => typeof member !== 'string')) {
    throw new OAuthError('invalid_request', 'The body has to be a JSON object of texts.');
  }
  return Object.fromEntries(entries.filter(([, member]) => member !== ''));
}

function jsonOf(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    // The parser's message quotes the body, which holds the secret, so it goes neither to the client nor to a log.
    throw new OAuthError('invalid_request', 'The body is not valid JSON, or holds a name twice.');
  }
}
