import type { BuiltRequest } from '../build-request.ts';
import type { FieldPlan, ParameterPlan, RequestPlan } from '../plan.ts';
import { readMultipart } from './read-multipart.ts';

/** What the values of an argument are, which no URL says. */
export type Kind = 'string' | 'integer' | 'boolean' | 'strings' | 'members' | 'json' | 'bytes';
export type Kinds = Readonly<Record<string, Kind>>;

type Arguments = Record<string, unknown>;

/** The way back: arguments that a request was made of. Written from the specification, not from the builder. */
export function readRequest(plan: RequestPlan, request: BuiltRequest, kinds: Kinds): Arguments {
  const url = /^https:\/\/api\.example\.com\/v1([^?]*)(?:\?(.*))?$/s.exec(request.url);
  const pairs = (url?.[2] ?? '').split('&').filter(Boolean).map(splitPair);
  const cookies = (request.headers.cookie ?? '').split('; ').filter(Boolean).map(splitPair);
  const found = plan.parameters.map((parameter) => {
    const kind = kinds[parameter.argument] ?? 'string';
    const others = plan.parameters.filter((other) => other.in === parameter.in && other !== parameter);
    if (parameter.in === 'path') return [parameter.argument, readPath(parameter, kind, plan.path, url?.[1] ?? '')];
    if (parameter.in === 'header') return [parameter.argument, readHeader(parameter, kind, request.headers)];
    // The style `cookie` encodes nothing; encoded here, it is read like the others.
    const plain = cookies.map(([key, value]): [string, string] => [
      encodeURIComponent(key),
      value.split(',').map(encodeURIComponent).join(','),
    ]);
    const from = parameter.in !== 'cookie' ? pairs : parameter.style === 'cookie' ? plain : cookies;
    return [parameter.argument, readPairs({ plan: parameter, kind, pairs: from, others })];
  });
  const args = Object.fromEntries(found.filter(([, value]) => value !== undefined)) as Arguments;
  return { ...args, ...readBody(plan, request, kinds) };
}

const splitPair = (pair: string): [string, string] => {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
};

function typed(kind: Kind, text: string): unknown {
  if (kind === 'integer') return Number(text);
  return kind === 'boolean' ? text === 'true' : text;
}

function readPath({ name, style, explode }: ParameterPlan, kind: Kind, template: string, path: string): unknown {
  const pattern = template
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^{}]+)\}/g, (_, key) => (key === name ? '([^/]*)' : '[^/]*'));
  const raw = new RegExp(`^${pattern}$`).exec(path)?.[1] ?? '';
  if (style === 'matrix') {
    const parts = raw.slice(1).split(';').map(splitPair);
    if (kind === 'members' && explode) return decoded(parts);
    if (kind === 'strings' && explode) return parts.map(([, value]) => decodeURIComponent(value));
    return readAtoms(kind, (parts[0]?.[1] ?? '').split(','), explode);
  }
  const text = style === 'label' ? raw.slice(1) : raw;
  const separator = style === 'label' && explode ? '.' : ',';
  return readAtoms(kind, text.split(separator), explode);
}

function readAtoms(kind: Kind, atoms: readonly string[], explode: boolean): unknown {
  if (kind === 'strings') return atoms.map(decodeURIComponent);
  if (kind !== 'members') return typed(kind, decodeURIComponent(atoms.join(',')));
  if (explode) return decoded(atoms.map(splitPair));
  return Object.fromEntries(pairwise(atoms.map(decodeURIComponent)));
}

const decoded = (pairs: readonly (readonly [string, string])[]) =>
  Object.fromEntries(pairs.map(([key, value]) => [decodeURIComponent(key), decodeURIComponent(value)]));

const pairwise = (atoms: readonly string[]) =>
  atoms.flatMap((atom, index) => (index % 2 === 0 ? [[atom, atoms[index + 1] ?? '']] : []));

function readHeader({ name, explode }: ParameterPlan, kind: Kind, headers: BuiltRequest['headers']): unknown {
  const text = headers[name.toLowerCase()];
  if (text === undefined) return undefined;
  if (kind === 'strings') return text.split(',');
  if (kind !== 'members') return typed(kind, text);
  return Object.fromEntries(explode ? text.split(',').map(splitPair) : pairwise(text.split(',')));
}

interface PairReading {
  readonly plan: Pick<ParameterPlan, 'name' | 'style' | 'explode' | 'contentType'>;
  readonly kind: Kind;
  readonly pairs: readonly [string, string][];
  readonly others: readonly Pick<ParameterPlan, 'name' | 'style'>[];
}

const isOf = ({ name, style }: Pick<ParameterPlan, 'name' | 'style'>, key: string) =>
  key === name || (style === 'deepObject' && key.startsWith(`${name}[`));

const DELIMITERS: Readonly<Record<string, string>> = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tabDelimited: '%09',
};

function readPairs({ plan: { name, style, explode, contentType }, kind, pairs, others }: PairReading): unknown {
  const mine = pairs.filter(([key]) => decodeURIComponent(key) === name).map(([, value]) => value);
  const [first] = mine;
  if (style === 'deepObject' && kind === 'members') {
    const inner = pairs.map(([key, value]): [string, string] => [decodeURIComponent(key), decodeURIComponent(value)]);
    const own = inner
      .filter(([key]) => key.startsWith(`${name}[`))
      .map(([key, value]) => [key.slice(name.length + 1, -1), value]);
    return own.length > 0 ? Object.fromEntries(own) : undefined;
  }
  if (kind === 'members' && explode && contentType === undefined) {
    const rest = pairs.filter(([key]) => !others.some((other) => isOf(other, decodeURIComponent(key))));
    return rest.length > 0 ? decoded(rest) : undefined;
  }
  if (first === undefined) return undefined;
  if (contentType !== undefined || kind === 'json') return JSON.parse(decodeURIComponent(first));
  if (kind === 'strings' && explode) return mine.map(decodeURIComponent);
  if (kind !== 'strings' && kind !== 'members') return typed(kind, decodeURIComponent(first));
  return readAtoms(kind, first.split(DELIMITERS[style] ?? ','), false);
}

function readBody({ body }: RequestPlan, request: BuiltRequest, kinds: Kinds): Arguments {
  if (body === undefined || request.body === undefined) return {};
  const contentType = request.headers['content-type'] ?? '';
  const contents = body.from === 'choice' ? body.contents : [body.content];
  const content = contents.find(({ mediaType }) => contentType.split(';')[0] === mediaType) ?? contents[0];
  if (content === undefined) return {};
  const text = new TextDecoder().decode(request.body);
  const whole = (): unknown => {
    if (content.format === 'json') return JSON.parse(text);
    if (content.format === 'json-lines')
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line.replace('\u001e', '')));
    if (content.format === 'binary') return Buffer.from(request.body ?? []).toString('base64');
    if (content.format === 'form') return readForm(text, content.fields, kinds);
    if (content.format === 'multipart') return readMultipart(request.body ?? new Uint8Array(), contentType, kinds);
    return text;
  };
  if (body.from === 'argument') return { [body.argument]: whole() };
  if (body.from === 'choice') return { [body.argument]: { content_type: content.mediaType, content: whole() } };
  const value = whole() as Arguments;
  return Object.fromEntries(
    body.properties
      .filter(({ property }) => Object.hasOwn(value, property))
      .map(({ argument, property }) => [argument, value[property]]),
  );
}

function readForm(text: string, fields: Readonly<Record<string, FieldPlan>>, kinds: Kinds): Arguments {
  const pairs = text.split('&').filter(Boolean).map(splitPair);
  const read = Object.entries(kinds).map(([name, kind]) => {
    const { style = 'form', explode = style === 'form', contentType } = fields[name] ?? {};
    const isJson = kind === 'members' && fields[name]?.style === undefined;
    const plan = { name, style, explode, ...(isJson || contentType ? { contentType: 'application/json' } : {}) };
    return [
      name,
      readPairs({
        plan,
        kind,
        pairs,
        others: Object.keys(kinds).map((other) => ({ name: other, style: 'form' as const })),
      }),
    ];
  });
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}
