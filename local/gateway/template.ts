import { StartError } from '../start-error.ts';

/** Value of `$context.…`; undefined if the request has no such value. */
export type ContextLookup = (path: string) => string | undefined;

/** A mapping template, ready to be filled in. */
export type Template = (lookup: ContextLookup) => string;

const REFERENCE = /\$(?:\{([\w.-]+)\}|([A-Za-z][\w.-]*\w|[A-Za-z]))/g;

/**
 * Reads a mapping template with `$context` variables, which is all that static answers need.
 * @throws StartError for directives and variables of the template language that the local cloud does not know.
 */
export function parseTemplate(owner: string, text: string): Template {
  if (/(^|\s)#(set|if|foreach|macro|parse|include|define)\b/.test(text)) {
    throw new StartError(
      `A mapping template of ${owner} uses directives (#set, #if …), which the local cloud does not know.`,
    );
  }
  for (const [whole, braced, bare] of text.matchAll(REFERENCE)) {
    if (!(braced ?? bare ?? '').startsWith('context.')) {
      throw new StartError(`A mapping template of ${owner} uses ${whole}, which the local cloud does not know.`);
    }
  }
  return (lookup) =>
    text.replace(
      REFERENCE,
      (_, braced?: string, bare?: string) => lookup((braced ?? bare ?? '').slice('context.'.length)) ?? '',
    );
}

/** Reads the templates of a method or gateway response by content type. */
export function parseTemplates(owner: string, raw: unknown): Map<string, Template> {
  const entries = Object.entries((raw ?? {}) as Record<string, string>);
  return new Map(entries.map(([type, text]) => [type, parseTemplate(owner, text)]));
}

/** A header's mapping expression: `'text'`, `context.x`, or `method.request.header.x`. */
export type HeaderSource = { context: ContextLookup; header(name: string): string | undefined };

/** @throws StartError at start for expressions that the local cloud does not know. */
export function checkMapping(owner: string, expression: string): void {
  if (/^'.*'$/s.test(expression) || /^(context|method\.request\.header)\.[\w.-]+$/.test(expression)) return;
  throw new StartError(`${owner} maps a header from ${expression}, which the local cloud does not know.`);
}

export function mapHeader(expression: string, source: HeaderSource): string | undefined {
  if (expression.startsWith("'")) return expression.slice(1, -1);
  if (expression.startsWith('context.')) return source.context(expression.slice('context.'.length));
  return source.header(expression.slice('method.request.header.'.length));
}
