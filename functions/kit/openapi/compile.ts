import { compileOperation } from './compile-operation.ts';
import { type Connection, connectionOf } from './connection.ts';
import { documentFindings } from './document-findings.ts';
import type { CompiledOperation, Finding } from './model.ts';
import { toolNames } from './names/tool-names.ts';
import { documentSet, type SourceFiles } from './read/document-set.ts';
import { READ_LIMITS, type ReadLimits } from './read/limits.ts';
import { childOf } from './read/locate.ts';
import { createResolver } from './read/resolver.ts';
import { type Dialect, dialectOf } from './read/version.ts';
import { createConverter } from './schema/converter.ts';
import { operationsOf } from './view/operations.ts';
import { prose } from './view/read-parts.ts';

export interface CompileOptions {
  /** Path of the file to begin with, if the files hold several documents. */
  readonly root?: string;
  /** What replaces the limits. */
  readonly limits?: Partial<ReadLimits>;
  /** Longest name of a tool; 45 if it is left out. */
  readonly maxNameLength?: number;
  /** Names of an earlier import by `METHOD path`, which are kept. */
  readonly knownNames?: ReadonlyMap<string, string>;
}

export interface CompiledDocument {
  readonly title: string;
  readonly version: string;
  readonly dialect: Dialect;
  /** What a person has to fill in. */
  readonly connection: Connection;
  /** Tags that the document describes. */
  readonly groups: readonly { readonly name: string; readonly description?: string }[];
  readonly operations: readonly CompiledOperation[];
  /** What concerns the document as a whole. */
  readonly findings: readonly Finding[];
}

/**
 * Compiles an OpenAPI document to tools. Pure: nothing is fetched and nothing is written. One operation that cannot be
 * read never costs another one.
 *
 * @throws {OpenApiError} E2001 if the files hold no document that can be read, E2006 over a limit
 */
export function compileDocument(files: SourceFiles, options: CompileOptions = {}): CompiledDocument {
  const limits = { ...READ_LIMITS, ...options.limits };
  const resolver = createResolver(documentSet(files, limits, options.root), limits.maxReferences);
  const { root } = resolver;
  const dialect = dialectOf(root.node);
  const connection = connectionOf(root, dialect);
  const requests = createConverter({ resolver, dialect, direction: 'request' });
  const answers = createConverter({ resolver, dialect, direction: 'response' });
  const views = operationsOf(resolver, dialect);
  const names = toolNames(views, {
    maxLength: options.maxNameLength ?? 45,
    known: options.knownNames,
  });
  const info = childOf(root, 'info').node;
  return {
    title: prose(info, 'title') ?? 'Untitled',
    version: prose(info, 'version') ?? '',
    dialect,
    connection,
    groups: groupsOf(root.node),
    operations: views.map((view, index) =>
      compileOperation(view, { name: names[index] ?? '', rootFile: root.file, requests, answers, connection }),
    ),
    findings: documentFindings(root, views),
  };
}

function groupsOf(root: unknown): CompiledDocument['groups'] {
  const list = childOf({ file: '', pointer: '', node: root }, 'tags').node;
  return (Array.isArray(list) ? list : []).flatMap((tag) => {
    const name = prose(tag, 'name');
    const description = prose(tag, 'description');
    return name === undefined ? [] : [{ name, description }];
  });
}
