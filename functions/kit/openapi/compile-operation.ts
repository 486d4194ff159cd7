import type { ToolAnnotations } from '../../../schemas/tool-definition.ts';
import { type Connection, credentialParameters } from './connection.ts';
import { type BodyInput, bodyInput } from './inputs/body.ts';
import { buildInput } from './inputs/build-input.ts';
import { parameterInputs } from './inputs/parameters.ts';
import type { CompiledOperation, Finding, ImportedTool, Verdict } from './model.ts';
import { readResponses } from './outputs/read-responses.ts';
import { member, objectMember } from './read/json-value.ts';
import type { Converter } from './schema/converter.ts';
import { reachedFrom } from './schema/definitions.ts';
import { plainText } from './schema/text.ts';
import type { BodyView, OperationView } from './view/operation-view.ts';
import { reportPointer } from './view/read-parts.ts';

/** OpenAI takes no longer descriptions of functions. */
const DESCRIPTION_LENGTH = 1_024;

export interface OperationContext {
  readonly name: string;
  readonly rootFile: string;
  readonly requests: Converter;
  readonly answers: Converter;
  readonly connection: Connection;
}

/** One operation becomes one tool, or is refused; either way the report says why. */
export function compileOperation(view: OperationView, context: OperationContext): CompiledOperation {
  const findings: Finding[] = [...view.findings];
  const report = (finding: Finding) => findings.push(finding);
  const pointer = reportPointer(view.location, context.rootFile);
  const tool = findings.some(({ severity }) => severity === 'refusal') ? undefined : toolOf(view, context, report);
  if (tool) {
    const { uses, definitions } = tool.input;
    for (const name of reachedFrom(uses, definitions)) {
      for (const finding of definitions.get(name).findings) findings.push(finding);
    }
  }
  const all = distinct(findings);
  const verdict = verdictOf(all);
  return {
    method: view.method,
    path: view.path,
    operationId: view.operationId,
    pointer,
    verdict,
    findings: all,
    ...(tool === undefined || verdict === 'refused' ? {} : { tool }),
  };
}

function toolOf(view: OperationView, context: OperationContext, report: (finding: Finding) => void): ImportedTool {
  const { requests, answers, connection, rootFile } = context;
  const parameters = parameterInputs(view, {
    converter: requests,
    pointerOf: ({ location }) => reportPointer(location, rootFile),
    credentials: credentialParameters(connection),
    report,
  });
  const body = view.body && inputOfBody(view, context, report);
  const built = buildInput({ view, parameters, body, definitions: requests.definitions });
  return {
    name: context.name,
    title: titleOf(view),
    description: descriptionOf(view),
    ...built,
    annotations: annotationsOf(view.method),
    groups: view.tags,
    deprecated: view.deprecated,
    ...readResponses(view, built.request, answers),
    security: view.security ?? connection.security,
  };
}

function inputOfBody(
  view: OperationView,
  { requests, rootFile }: OperationContext,
  report: (finding: Finding) => void,
): BodyInput | undefined {
  if (view.body === undefined) return undefined;
  const pointer = reportPointer(view.body.location, rootFile);
  if (/^(GET|HEAD|TRACE)$/.test(view.method)) {
    const message = `A ${view.method} request has no body that servers agree on (RFC 9110, section 9.3); it is left out.`;
    const severity = view.body.required ? 'refusal' : isEmptyBody(view.body) ? 'note' : 'loss';
    report({ severity, code: 'body-of-get', pointer, message });
    return undefined;
  }
  return bodyInput(view.body, { converter: requests, pointer, report });
}

/** Whether the document names no content that the body could have. */
function isEmptyBody({ contents }: BodyView): boolean {
  const content = ['$ref', 'allOf', 'anyOf', 'oneOf', 'items', 'additionalProperties'];
  return contents.every(({ schema, fields }) => {
    const named = Object.keys(objectMember(schema?.node, 'properties')).length;
    const isOpen = content.some(
      (keyword) => member(schema?.node, keyword) !== undefined && member(schema?.node, keyword) !== false,
    );
    return fields === undefined && named === 0 && !isOpen && member(schema?.node, 'type') === 'object';
  });
}

const titleOf = ({ summary, operationId, method, path }: OperationView) =>
  plainText(summary ?? operationId ?? `${method} ${path}`, 120);

/** The summary, else the description, else what the request is. */
function descriptionOf({ summary, description, method, path, deprecated }: OperationView): string {
  const text = plainText(summary ?? description ?? '', DESCRIPTION_LENGTH - 12) || `${method} ${path}`;
  return deprecated ? `Deprecated. ${text}` : text;
}

/** What RFC 9110, section 9.2, says of the method. A method that it does not know is taken at its worst. */
function annotationsOf(method: string): ToolAnnotations {
  const readOnlyHint = /^(GET|HEAD|OPTIONS|TRACE|QUERY)$/.test(method);
  return {
    readOnlyHint,
    destructiveHint: !readOnlyHint && method !== 'POST',
    idempotentHint: readOnlyHint || method === 'PUT' || method === 'DELETE',
    openWorldHint: true,
  };
}

function verdictOf(findings: readonly Finding[]): Verdict {
  const has = (severity: Finding['severity']) => findings.some((finding) => finding.severity === severity);
  if (has('refusal')) return 'refused';
  return has('loss') ? 'lossy' : 'accepted';
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.code} ${finding.pointer}`, finding])).values()];
}
