/**
 * The subset of URI templates (RFC 6570) that MCP servers use: `{name}` for one path segment, `{+name}` for the rest of
 * the path, and a trailing `{?a,b}` for query parameters, which are optional and may come in any order.
 */

/** Names of a template's variables, those of the query last. */
export function variablesOf(template: string): string[] {
  const [path, query] = splitQuery(template);
  return [...[...path.matchAll(/\{\+?(\w+)\}/g)].map(([, name = '']) => name), ...query];
}

/**
 * The percent-decoded variables of a URI that matches a template; undefined if the URI does not match, or has a query
 * parameter that the template does not name, or one parameter twice.
 */
export function matchTemplate(template: string, uri: string): Record<string, string> | undefined {
  const { pattern, names, queryNames } = compiled(template);
  const [path = '', query] = uri.split(/\?(.*)/s);
  const match = pattern.exec(path);
  if (!match) return undefined;
  const given = (query ?? '').split('&').filter((pair) => pair !== '');
  const parameters = given.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string?]);
  const parameterNames = parameters.map(([name]) => name);
  if (parameterNames.some((name) => !queryNames.includes(name))) return undefined;
  if (new Set(parameterNames).size < parameterNames.length) return undefined;
  try {
    // URLSearchParams would read a plus as a space, and times contain a plus before their zone.
    return Object.fromEntries([
      ...names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]),
      ...parameters.map(([name, value = '']) => [name, decodeURIComponent(value)]),
    ]);
  } catch {
    return undefined;
  }
}

interface CompiledTemplate {
  /** Of the path, with a group for each variable in it. */
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly queryNames: readonly string[];
}

/** Compiled templates by their text. Templates come from catalogues and manifests, so there are few. */
const COMPILED = new Map<string, CompiledTemplate>();

function compiled(template: string): CompiledTemplate {
  const known = COMPILED.get(template);
  if (known) return known;
  const [path, queryNames] = splitQuery(template);
  const names: string[] = [];
  const pattern = path
    .split(/(\{\+?\w+\})/)
    .map((part) => {
      const variable = /^\{(\+?)(\w+)\}$/.exec(part);
      if (!variable) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(variable[2] ?? '');
      return variable[1] === '+' ? '(.+)' : '([^/?#]+)';
    })
    .join('');
  const made = { pattern: new RegExp(`^${pattern}$`), names, queryNames };
  COMPILED.set(template, made);
  return made;
}

/** The URI that a template gives with these variables; those of the query may be left out. */
export function expandTemplate(template: string, variables: Readonly<Record<string, string | undefined>>): string {
  const [path, queryNames] = splitQuery(template);
  const filled = path.replace(/\{(\+?)(\w+)\}/g, (_whole, rest: string, name: string) => {
    const encoded = encodeURIComponent(variables[name] ?? '');
    // `{+name}` may contain slashes.
    return rest === '+' ? encoded.replaceAll('%2F', '/') : encoded;
  });
  const query = queryNames.flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return query.length > 0 ? `${filled}?${query.join('&')}` : filled;
}

function splitQuery(template: string): [string, string[]] {
  const query = /\{\?([\w,]+)\}$/.exec(template);
  return query ? [template.slice(0, query.index), (query[1] ?? '').split(',')] : [template, []];
}
