import { importsOf } from '../house/imports.ts';

/** A place in a module that could open a connection past the guard of functions/kit/outbound. */
export interface OpenSocket {
  readonly line: number;
  /** The code that was found. */
  readonly means: string;
}

/** Modules that open sockets, of Node and of the registry. The AWS SDK is not among them: it has endpoints of its own. */
const SOCKET_MODULES =
  /^(?:node:)?(?:net|http|https|http2|tls|dgram|dns|dns\/promises|inspector)$|^(?:undici|axios|got|ky|node-fetch|cross-fetch|superagent|request|needle|ws|follow-redirects)(?:\/|$)/;

/** Uses of globals that open connections. Properties (`call.fetch`) and types do not count. */
const GLOBALS = [
  /(?<![.\w$'"`#-])fetch\s*\(/g,
  /\b(?:globalThis|global|self)\s*(?:\?\.|\.|\[\s*['"])\s*(?:fetch|WebSocket|EventSource)\b/g,
  /(?<=[=(,:?]\s*)fetch(?=\s*[,;)}\n])/g,
  /\bnew\s+(?:WebSocket|EventSource)\b/g,
  /\b(?:require|getBuiltinModule)\s*\(/g,
  /\.createConnection\b|\bsetGlobalDispatcher\b/g,
];

/** Everything in a module's source that opens connections by itself. */
export function openSocketsOf(source: string): OpenSocket[] {
  const imported = importsOf(source)
    .filter(({ specifier, typesOnly }) => !typesOnly && SOCKET_MODULES.test(specifier))
    .map(({ line, specifier }) => ({ line, means: specifier }));
  const code = withoutComments(source);
  const used = GLOBALS.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      line: code.slice(0, match.index).split('\n').length,
      means: match[0],
    })),
  );
  return [...imported, ...used];
}

/** The source without the text of its comments; line numbers stay. */
function withoutComments(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}
