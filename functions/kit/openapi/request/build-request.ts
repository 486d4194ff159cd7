import { cannotSend } from './argument-error.ts';
import { percentEncoded, textOf } from './atoms.ts';
import type { LoadedResources } from './binary.ts';
import { builtBody } from './body.ts';
import { cookiePairs, headerText } from './headers.ts';
import { isDotSegment, pathText } from './path.ts';
import type { ParameterPlan, RequestPlan } from './plan.ts';
import { queryPairs } from './query.ts';

export interface RequestParts {
  readonly plan: RequestPlan;
  /** Address of the API, without a query: `https://api.example.com/v1`. */
  readonly baseUrl: string;
  /** Valid for the input schema of the tool. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What `responses.accept` of the tool says. */
  readonly accept?: string;
  readonly resources?: LoadedResources;
}

export interface BuiltRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. They do not include credentials, which the executor adds. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * Makes the request of a call. Pure, and never guesses: what the document's styles cannot tell from something else is
 * refused with the argument's name.
 *
 * @throws {OpenApiError} E2004 for an argument that the request cannot carry, or that the tool does not have
 */
export function buildRequest({ plan, baseUrl, args, accept, resources = new Map() }: RequestParts): BuiltRequest {
  refuseUnknown(plan, args);
  const given = plan.parameters.filter(({ argument }) => args[argument] !== undefined);
  const declaredAt = (place: ParameterPlan['in']) => plan.parameters.filter((parameter) => parameter.in === place);
  const at = (place: ParameterPlan['in']) => given.filter((parameter) => parameter.in === place);
  const argumentValue = ({ argument }: ParameterPlan) => args[argument];
  const [path = '', fixed] = plan.path.split('?');
  const query = [
    ...(fixed ? [filledQuery(fixed, at('path'), args)] : []),
    ...distinctPairs({ declared: declaredAt('query'), args, pairsOf: queryPairs }),
    ...at('querystring').map((parameter) => wholeQuery(parameter, argumentValue(parameter))),
  ];
  const cookies = distinctPairs({ declared: declaredAt('cookie'), args, pairsOf: cookiePairs });
  const body = plan.body && builtBody(plan.body, args, resources);
  const search = query.length > 0 ? `?${query.join('&')}` : '';
  return {
    method: plan.method,
    url: `${baseUrl.replace(/\/+$/, '')}${filledPath(path, at('path'), args)}${search}`,
    headers: {
      ...(accept ? { accept } : {}),
      ...Object.fromEntries(
        at('header').map((header) => [header.name.toLowerCase(), headerText(header, argumentValue(header))]),
      ),
      ...(cookies.length > 0 ? { cookie: cookies.join('; ') } : {}),
      ...(body ? { 'content-type': body.contentType } : {}),
    },
    ...(body ? { body: body.bytes } : {}),
  };
}

function refuseUnknown({ parameters, body }: RequestPlan, args: RequestParts['args']): void {
  const known = new Set(parameters.map(({ argument }) => argument));
  if (body?.from === 'properties') for (const { argument } of body.properties) known.add(argument);
  else if (body) known.add(body.argument);
  const unknown = Object.keys(args).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw cannotSend(unknown, 'the tool has no such argument', `one of ${[...known].join(', ')}`);
}

/** The path with its parameters filled in; nothing that an argument holds can change which path it is. */
function filledPath(template: string, parameters: readonly ParameterPlan[], args: RequestParts['args']): string {
  const filled = template.replace(
    /\{([+#./;?&]?)([^{}]*?)([+*]?)\}/g,
    (_, lead: string, name: string, tail: string) => {
      const parameter = parameters.find((candidate) => candidate.name === name);
      if (parameter === undefined) throw cannotSend(name, 'it is missing, and the path needs it', 'a value');
      const text = pathText(parameter, args[parameter.argument]);
      // `{+name}` and `{name+}` hold several segments.
      return lead === '+' || tail === '+' ? text.replaceAll('%2F', '/') : text;
    },
  );
  const offender = filled.split('/').find(isDotSegment);
  if (offender === undefined) return filled;
  const argument = parameters.find((parameter) => /^\.{1,2}$/.test(String(args[parameter.argument])))?.argument;
  throw cannotSend(
    argument ?? 'path',
    'a path segment of dots leads to another path',
    'a text other than "." and ".."',
  );
}

/** A document may write a query into its path, with parameters in braces. */
function filledQuery(template: string, parameters: readonly ParameterPlan[], args: RequestParts['args']): string {
  return template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) throw cannotSend(name, 'it is missing, and the path needs it', 'a value');
    return percentEncoded(textOf(parameter.argument, args[parameter.argument]));
  });
}

interface PairSources {
  /** Parameters of one place, given or not. */
  readonly declared: readonly ParameterPlan[];
  readonly args: RequestParts['args'];
  readonly pairsOf: (parameter: ParameterPlan, value: unknown) => string[];
}

/** An exploded object puts its members' names beside those of parameters; none may be read as another parameter's. */
function distinctPairs({ declared, args, pairsOf }: PairSources): string[] {
  const owners = new Map<string, ParameterPlan>();
  return declared.flatMap((parameter) => {
    if (args[parameter.argument] === undefined) return [];
    const pairs = pairsOf(parameter, args[parameter.argument]);
    for (const key of new Set(pairs.map((pair) => pair.slice(0, pair.indexOf('='))))) {
      if (owners.has(key) || declared.some((other) => other !== parameter && claims(other, key))) {
        throw cannotSend(parameter.argument, `"${key}" is another parameter`, 'names that no other parameter has');
      }
      owners.set(key, parameter);
    }
    return pairs;
  });
}

/** Whether a server reads the name as that of the parameter, or of a member of its deep object. */
function claims({ name, style }: ParameterPlan, key: string): boolean {
  const own = percentEncoded(name);
  return key === own || key === name || (style === 'deepObject' && key.startsWith(`${own}%5B`));
}

/** `in: querystring` of 3.2: the whole query is one value. */
function wholeQuery({ argument, contentType }: ParameterPlan, value: unknown): string {
  if (contentType !== 'application/x-www-form-urlencoded') return encodeURIComponent(JSON.stringify(value));
  if (typeof value !== 'object' || value === null) throw cannotSend(argument, 'a query is an object', 'an object');
  return Object.entries(value)
    .flatMap(([name, item]) => queryPairs({ argument, name, style: 'form', explode: true, allowReserved: false }, item))
    .join('&');
}
