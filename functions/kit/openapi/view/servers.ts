import { isObject, listMember, member, stringMember } from '../read/json-value.ts';
import type { Location } from '../read/locate.ts';
import type { ServerView } from './operation-view.ts';
import { membersOf, prose, texts } from './read-parts.ts';

/** The servers of an OpenAPI 3 document at this place; undefined if they are absent. */
export function serversOf({ node, ...place }: Location): ServerView[] | undefined {
  const stated = listMember(node, 'servers').filter(isObject);
  if (stated.length === 0) return undefined;
  return stated.flatMap((server) => {
    const url = stringMember(server, 'url');
    if (url === undefined) return [];
    const description = prose(server, 'description');
    const variables = membersOf({ ...place, node: server }, 'variables').map(([name, variable]) => {
      const about = prose(variable.node, 'description');
      return {
        name,
        default: String(member(variable.node, 'default') ?? ''),
        values: texts(variable.node, 'enum'),
        description: about,
      };
    });
    return [{ url, description, variables }];
  });
}

/** The address that Swagger 2.0 has in three parts. */
export function swagger2Servers(root: unknown): ServerView[] {
  const host = stringMember(root, 'host');
  const basePath = stringMember(root, 'basePath') ?? '/';
  if (host === undefined) return [{ url: basePath, variables: [] }];
  const schemes = texts(root, 'schemes');
  const preferred = [...schemes].sort((a, b) => Number(b === 'https') - Number(a === 'https'));
  return (preferred.length > 0 ? preferred : ['https']).map((scheme) => ({
    url: `${scheme}://${host}${basePath === '/' ? '' : basePath}`,
    variables: [],
  }));
}
