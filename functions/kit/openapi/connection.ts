import { isObject, member, objectMember, stringMember } from './read/json-value.ts';
import { childOf, type Location } from './read/locate.ts';
import type { Dialect } from './read/version.ts';
import type { ServerView } from './view/operation-view.ts';
import { membersOf, prose, securityOf } from './view/read-parts.ts';
import { serversOf, swagger2Servers } from './view/servers.ts';

/** A way to prove who calls, and what a person has to fill in for it. */
export interface SecurityScheme {
  readonly name: string;
  readonly kind: 'apiKey' | 'basic' | 'bearer' | 'http' | 'oauth2' | 'openIdConnect' | 'mutualTLS' | 'unknown';
  /** Place and name of an API key in a request. */
  readonly in?: string;
  readonly parameter?: string;
  /** Of OAuth 2.0, by flow. */
  readonly tokenUrls: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
  readonly description?: string;
  /** What to ask for: `client id`, `client secret`. */
  readonly toFillIn: readonly string[];
}

/** What a person has to fill in before tools of the document can be called. */
export interface Connection {
  readonly servers: readonly ServerView[];
  readonly schemes: readonly SecurityScheme[];
  /** What the operations need that say nothing of it themselves. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

export function connectionOf(root: Location, dialect: Dialect): Connection {
  const schemes =
    dialect === '2.0' ? childOf(root) : { ...childOf(root, 'components'), node: member(root.node, 'components') };
  const group = dialect === '2.0' ? 'securityDefinitions' : 'securitySchemes';
  return {
    servers: dialect === '2.0' ? swagger2Servers(root.node) : (serversOf(root) ?? [{ url: '/', variables: [] }]),
    schemes: membersOf(schemes, group).map(([name, { node }]) => schemeOf(name, node)),
    security: securityOf(root.node) ?? [],
  };
}

/** `in name` of every parameter that carries a credential. */
export function credentialParameters({ schemes }: Connection): ReadonlySet<string> {
  return new Set(
    schemes.flatMap(({ in: place, parameter }) => (parameter === undefined ? [] : [`${place} ${parameter}`])),
  );
}

function schemeOf(name: string, node: unknown): SecurityScheme {
  const kind = kindOf(node);
  const description = prose(node, 'description');
  const place = stringMember(node, 'in');
  const parameter = stringMember(node, 'name');
  return {
    name,
    kind,
    ...(kind === 'apiKey' && place !== undefined && parameter !== undefined ? { in: place, parameter } : {}),
    ...oauthOf(node),
    description,
    toFillIn: TO_FILL_IN[kind],
  };
}

const TO_FILL_IN: Readonly<Record<SecurityScheme['kind'], readonly string[]>> = {
  apiKey: ['API key'],
  basic: ['user name', 'password'],
  bearer: ['token'],
  http: ['credential'],
  oauth2: ['client id', 'client secret'],
  openIdConnect: ['client id', 'client secret'],
  mutualTLS: ['client certificate', 'private key'],
  unknown: ['credential'],
};

function kindOf(node: unknown): SecurityScheme['kind'] {
  const type = stringMember(node, 'type');
  if (type === 'http') {
    const scheme = stringMember(node, 'scheme')?.toLowerCase();
    return scheme === 'basic' || scheme === 'bearer' ? scheme : 'http';
  }
  const known = ['apiKey', 'basic', 'oauth2', 'openIdConnect', 'mutualTLS'] as const;
  return known.find((kind) => kind === type) ?? 'unknown';
}

function oauthOf(node: unknown): Pick<SecurityScheme, 'tokenUrls' | 'scopes'> {
  const flow = stringMember(node, 'flow');
  const flows = flow === undefined ? objectMember(node, 'flows') : { [flow]: node };
  const urls = Object.entries(flows).flatMap(([name, details]) => {
    const url = stringMember(details, 'tokenUrl');
    return url === undefined ? [] : [[name, url] as const];
  });
  const scopes = Object.values(flows).flatMap((details) => {
    const stated = member(details, 'scopes');
    return isObject(stated) ? Object.keys(stated) : [];
  });
  return { tokenUrls: Object.fromEntries(urls), scopes: [...new Set(scopes)].sort() };
}
