import type { Method, RestApi } from './model.ts';

export type Route = { method: Method; resourceId: string /** e.g. `/mcp/b/{bundle}`. */; resourcePath: string };
export type Match = { route: Route; pathParameters: Record<string, string> | null };

type Node = {
  literal: Map<string, Node>;
  parameter?: { name: string; node: Node };
  greedy?: { name: string; node: Node };
  methods: Map<string, Route>;
};

/** Finds the method for a path: exact segments before `{parameter}` before `{proxy+}`, as API Gateway prefers them. */
export class Routes {
  private readonly root: Node = emptyNode();

  constructor(api: RestApi) {
    for (const method of api.methods) {
      const resourcePath = pathOf(api, method.resourceId);
      this.nodeFor(resourcePath).methods.set(method.httpMethod, {
        method,
        resourceId: method.resourceId,
        resourcePath,
      });
    }
  }

  find(httpMethod: string, path: string): Match | undefined {
    const segments = path.split('/').filter((segment) => segment !== '');
    const parameters: Record<string, string> = {};
    const node = walk(this.root, segments, parameters);
    const route = node?.methods.get(httpMethod) ?? node?.methods.get('ANY');
    return route && { route, pathParameters: Object.keys(parameters).length > 0 ? parameters : null };
  }

  private nodeFor(path: string): Node {
    let node = this.root;
    for (const segment of path.split('/').filter((part) => part !== '')) {
      const [, name, plus] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
      if (name === undefined) {
        const next = node.literal.get(segment) ?? emptyNode();
        node.literal.set(segment, next);
        node = next;
      } else {
        const kind = plus ? 'greedy' : 'parameter';
        node[kind] ??= { name, node: emptyNode() };
        node = node[kind].node;
      }
    }
    return node;
  }
}

/** Path of a resource from its chain of parents. */
export function pathOf(api: RestApi, resourceId: string): string {
  if (resourceId === api.rootResourceId) return '/';
  const resource = api.resources.get(resourceId);
  if (!resource) return '/';
  const parent = pathOf(api, resource.parentId);
  return `${parent === '/' ? '' : parent}/${resource.pathPart}`;
}

function walk(node: Node, segments: readonly string[], parameters: Record<string, string>): Node | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return node.methods.size > 0 ? node : undefined;
  const literal = node.literal.get(segment);
  const exact = literal && walk(literal, rest, parameters);
  if (exact) return exact;
  if (node.parameter) {
    const found = walk(node.parameter.node, rest, parameters);
    if (found) {
      parameters[node.parameter.name] = decoded(segment);
      return found;
    }
  }
  if (!node.greedy) return undefined;
  parameters[node.greedy.name] = segments.map(decoded).join('/');
  return node.greedy.node;
}

function emptyNode(): Node {
  return { literal: new Map(), methods: new Map() };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
