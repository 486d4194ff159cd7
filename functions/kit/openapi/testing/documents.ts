import { type CompiledDocument, type CompileOptions, compileDocument } from '../compile.ts';
import type { CompiledOperation, ImportedTool } from '../model.ts';
import { wholeSchema } from '../schema/definitions.ts';

type Node = Readonly<Record<string, unknown>>;

/** A document of OpenAPI 3.1 with the given parts. */
export function documentOf(parts: Node, openapi = '3.1.0'): Node {
  return { openapi, info: { title: 'Test', version: '1' }, paths: {}, ...parts };
}

export function compiled(document: unknown, options?: CompileOptions): CompiledDocument {
  return compileDocument(new Map([['api.json', JSON.stringify(document)]]), options);
}

/** The one operation of a document that has one. */
export function theOperation(document: unknown): CompiledOperation {
  const [operation] = compiled(document).operations;
  if (operation === undefined) throw new Error('The document has no operation.');
  return operation;
}

export function theTool(document: unknown): ImportedTool {
  const { tool, findings } = theOperation(document);
  if (tool === undefined) throw new Error(`The operation is refused: ${JSON.stringify(findings)}`);
  return tool;
}

/** Input schema of the one operation, with its definitions. */
export const theInput = (document: unknown) => wholeSchema(theTool(document).input);

/** A document whose one operation takes a JSON body of the given schema. */
export function withBody(schema: unknown, parts: Node = {}, openapi = '3.1.0'): Node {
  const requestBody = { required: true, content: { 'application/json': { schema } } };
  return documentOf({ paths: { '/things': { post: { operationId: 'makeThing', requestBody } } }, ...parts }, openapi);
}

/** A document whose one operation takes the given parameters. */
export function withParameters(parameters: readonly unknown[], path = '/things', openapi = '3.1.0'): Node {
  return documentOf({ paths: { [path]: { get: { operationId: 'findThings', parameters } } } }, openapi);
}
