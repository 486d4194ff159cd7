import { parseDocument } from 'yaml';
import { OpenApiError } from '../openapi-error.ts';
import { checkShape } from './check-shape.ts';
import type { ReadLimits } from './limits.ts';

/**
 * One file, JSON or YAML 1.2, as JSON. What begins with a brace is read as JSON first: that is faster by far, and JSON
 * is nearly always what it is.
 *
 * @throws {OpenApiError} E2001 with line and column if it is neither, E2006 over a limit
 */
export function parseText(file: string, text: string, limits: ReadLimits): unknown {
  const value = parse(file, text.replace(/^\uFEFF/, ''), limits);
  checkShape(file, value, limits);
  return value;
}

function parse(file: string, text: string, limits: ReadLimits): unknown {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (file.endsWith('.json')) throw notJson(file, text, error);
    }
  }
  return parseYaml(file, text, limits);
}

function notJson(file: string, text: string, error: unknown): OpenApiError {
  const reason = error instanceof Error ? error.message : String(error);
  const position = Number(/position (\d+)/.exec(reason)?.[1] ?? text.length);
  const lines = text.slice(0, position).split('\n');
  const at = `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
  const cut = /end of JSON|Unterminated/.test(reason) ? ' It seems to be cut off.' : '';
  return new OpenApiError('E2001', `${file} is not valid JSON: at ${at} it cannot be read further.${cut}`, {
    expectedFormat: 'a complete JSON or YAML file',
  });
}

function parseYaml(file: string, text: string, limits: ReadLimits): unknown {
  const document = parseDocument(text, { merge: true, prettyErrors: true, stringKeys: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    const reason = error.message.split(' at line ')[0] ?? error.message;
    throw new OpenApiError('E2001', `${file} is not valid YAML: ${reason} (line ${line}, column ${col}).`, {
      expectedFormat: 'a complete JSON or YAML file',
    });
  }
  try {
    return document.toJS({ maxAliasCount: limits.maxAliases });
  } catch (thrown) {
    if (!(thrown instanceof ReferenceError)) throw thrown;
    throw new OpenApiError('E2006', `${file} repeats a YAML anchor too often: ${thrown.message}.`, {
      expectedFormat: `anchors that are repeated at most ${limits.maxAliases} times`,
    });
  }
}
