import { buildReport, compileDocument, inputSchemaOf, READ_LIMITS } from '../../functions/kit/openapi/index.ts';
import { Slug } from '../../schemas/json.ts';
import type { CommandResult } from '../command/command.ts';
import { previewPage } from './page.ts';
import { readSource } from './read-source.ts';
import type { ImportSettings } from './settings.ts';
import { previewTable } from './table.ts';
import { countOfTokens, TOKENIZER } from './tokenizer.ts';

/** Compiles the documents at a path, and reports the tools as a table, a page or JSON. */
export function preview(path: string, settings: ImportSettings): CommandResult {
  const { profile, budget, maxBytes, root } = settings;
  const compiled = compileDocument(readSource(path, maxBytes), {
    limits: { ...READ_LIMITS, maxBytes },
    root,
  });
  const report = buildReport(compiled, {
    bundle: settings.bundle ?? bundleName(compiled.title),
    profile,
    countTokens: countOfTokens,
    tokenizer: TOKENIZER,
    budget,
  });
  if (settings.output === 'html') return { text: previewPage(report) };
  if (settings.output === 'table') return { text: previewTable(report, settings) };
  const operations = report.operations.map((operation, index) => {
    const tool = compiled.operations[index]?.tool;
    if (operation.tool === undefined || tool === undefined) return operation;
    return { ...operation, tool: { ...operation.tool, inputSchema: inputSchemaOf(tool, profile) } };
  });
  return { text: '', data: { ...report, operations } };
}

/** `Petstore (v2)` becomes `petstore-v2`. */
function bundleName(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  return Slug.safeParse(name).success ? name : 'imported';
}
