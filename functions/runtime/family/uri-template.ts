/**
 * Variables of a URI that matches a template, or undefined. Of RFC 6570 it reads what MCP servers use: `{name}` for
 * one path segment, `{+name}` for the rest of the path, and a trailing `{?a,b}` for query parameters (all optional).
 */
export function matchTemplate(template: string, uri: string): Record<string, string> | undefined {
  const [pathTemplate = '', queryNames] = splitQuery(template);
  const [path = '', query = ''] = uri.split(/\?(.*)/s);
  const names: string[] = [];
  const pattern = pathTemplate
    .split(/(\{\+?\w+\})/)
    .map((part) => {
      const variable = /^\{(\+?)(\w+)\}$/.exec(part);
      if (!variable) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(variable[2] ?? '');
      return variable[1] === '+' ? '(.+)' : '([^/?#]+)';
    })
    .join('');
  const match = new RegExp(`^${pattern}$`).exec(path);
  if (!match) return undefined;
  const given = new URLSearchParams(query);
  if ([...given.keys()].some((name) => !queryNames.includes(name))) return undefined;
  try {
    const variables = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')] as const);
    return Object.fromEntries([...variables, ...given]);
  } catch {
    return undefined;
  }
}

function splitQuery(template: string): [string, string[]] {
  const query = /\{\?([\w,]+)\}$/.exec(template);
  return query ? [template.slice(0, query.index), (query[1] ?? '').split(',')] : [template, []];
}
