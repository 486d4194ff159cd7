import qs from 'qs';

type Node = Record<string, unknown>;

export interface StatedParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly style?: string;
  readonly explode?: boolean;
  readonly allowEmptyValue?: boolean;
  readonly schema?: unknown;
  readonly content?: Record<string, { schema?: unknown }>;
}

/** Kind of value of a schema, which decides how a server reads the text. */
export type Shape = 'one' | 'list' | 'object';

export interface RawRequest {
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads a parameter from a request by the rules of OpenAPI; undefined if it is missing. */
export function readParameter(
  parameter: StatedParameter,
  shape: Shape,
  template: string,
  request: RawRequest,
): unknown {
  const { name, content } = parameter;
  const explode = parameter.explode ?? (parameter.style ?? defaultStyle(parameter.in)) === 'form';
  const style = parameter.style ?? defaultStyle(parameter.in);
  const inQuery = template.split('?')[1]?.includes(`{${name}}`);
  if (parameter.in === 'path') {
    const path = inQuery ? `${request.path}?${request.query}` : request.path;
    return fromPath(name, style, explode, shape, inQuery ? template : (template.split('?')[0] ?? ''), path);
  }
  if (parameter.in === 'header') {
    const text = request.headers[name.toLowerCase()];
    return text === undefined ? undefined : split(text, ',', explode, shape, (part) => part);
  }
  if (parameter.in === 'cookie') {
    const pair = (request.headers.cookie ?? '').split('; ').find((part) => part.startsWith(`${name}=`));
    return pair === undefined ? undefined : split(pair.slice(name.length + 1), ',', false, shape, decodeURIComponent);
  }
  const pairs = request.query
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('='));
  const mine = pairs.filter(([key]) => decode(key) === name).map(([, ...rest]) => rest.join('='));
  if (content !== undefined) return mine[0] === undefined ? undefined : JSON.parse(decode(mine[0]));
  if (style === 'deepObject' && shape !== 'one') {
    return (qs.parse(request.query, { depth: 10, arrayLimit: 200, plainObjects: true }) as Node)[name];
  }
  if (shape === 'object' && explode)
    return Object.fromEntries(pairs.map(([key, ...rest]) => [decode(key), decode(rest.join('='))]));
  if (mine.length === 0) return undefined;
  if (shape === 'list' && explode) return mine.map(decode);
  const delimiter = { spaceDelimited: '%20', pipeDelimited: '%7C' }[style] ?? ',';
  return split(mine[0] ?? '', delimiter, false, shape, decode);
}

const defaultStyle = (place: string) => (place === 'query' || place === 'cookie' ? 'form' : 'simple');
const decode = (text = '') => decodeURIComponent(text.replaceAll('+', ' '));

function fromPath(
  name: string,
  style: string,
  explode: boolean,
  shape: Shape,
  template: string,
  path: string,
): unknown {
  const pattern = template.split('#')[0] ?? '';
  const source = pattern
    .split(/(\{[^{}]*\})/)
    .map((part) =>
      part.startsWith('{')
        ? part.slice(1, -1).replace(/[+*]$/, '') === name
          ? '(.+)'
          : '.+?'
        : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'),
    )
    .join('');
  const raw = new RegExp(`^${source}$`).exec(path)?.[1];
  if (raw === undefined) return undefined;
  const lead = { label: '.', matrix: `;${name}=` }[style] ?? '';
  return split(raw.slice(lead.length), style === 'label' && explode ? '.' : ',', explode, shape, decodeURIComponent);
}

function split(
  text: string,
  delimiter: string,
  explode: boolean,
  shape: Shape,
  decoded: (part: string) => string,
): unknown {
  if (shape === 'one') return decoded(text);
  const parts = text.split(delimiter);
  if (shape === 'list') return parts.map(decoded);
  if (explode) return Object.fromEntries(parts.map((part) => part.split('=').map(decoded)));
  return Object.fromEntries(
    parts.flatMap((part, index) => (index % 2 === 0 ? [[decoded(part), decoded(parts[index + 1] ?? '')]] : [])),
  );
}

/** Reads a form like PHP, Rails and Express. */
export const readForm = (text: string): Node =>
  qs.parse(text, { depth: 10, arrayLimit: 200, plainObjects: true }) as Node;

/** Reads a multipart body with Node's own parser; files become text. */
export async function readParts(body: Uint8Array, contentType: string): Promise<Node> {
  const data = await new Response(Buffer.from(body), {
    headers: { 'content-type': contentType.replace(/^multipart\/[\w-]+/, 'multipart/form-data') },
  }).formData();
  const read: Node = {};
  for (const [name, value] of data.entries()) {
    const text = typeof value === 'string' ? value : '<file>';
    const known = read[name];
    read[name] = known === undefined ? text : [...(Array.isArray(known) ? known : [known]), text];
  }
  return read;
}
