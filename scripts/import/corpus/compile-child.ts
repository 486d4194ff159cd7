/** Compiles documents one after the other: takes `{name, file}` a line, prints a `DocumentResult` a line. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { PROFILES } from '../../../functions/kit/model-profiles/index.ts';
import { buildReport, compileDocument, OpenApiError } from '../../../functions/kit/openapi/index.ts';
import { countOfTokens, TOKENIZER } from '../tokenizer.ts';
import type { CorpusDocument } from './fetch.ts';
import { type DocumentResult, nothingOf } from './result.ts';

const maxBytes = Number(process.argv[2] ?? '64') * 1_048_576;

for await (const line of createInterface({ input: process.stdin })) {
  const document = JSON.parse(line) as CorpusDocument;
  console.log(JSON.stringify(resultOf(document)));
}

function resultOf({ name, file }: CorpusDocument): DocumentResult {
  const started = performance.now();
  const bytes = readFileSync(file);
  const found = outcome(basename(file), bytes);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
  return {
    ...nothingOf(name),
    ...found,
    bytes: bytes.length,
    totalMs: Math.round(performance.now() - started),
    megabytes,
  };
}

function outcome(file: string, bytes: Uint8Array): Partial<DocumentResult> {
  try {
    return compiled(file, bytes);
  } catch (error) {
    if (error instanceof OpenApiError) return { refusal: error.message };
    return { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function compiled(file: string, bytes: Uint8Array): Partial<DocumentResult> {
  const started = performance.now();
  const document = compileDocument(new Map([[file, bytes]]), { limits: { maxBytes } });
  const compileMs = Math.round(performance.now() - started);
  const options = { bundle: 'corpus', countTokens: countOfTokens, tokenizer: TOKENIZER, budget: 25_000 };
  const { operations, verdicts, tokens } = buildReport(document, options);
  const codes: Record<string, number> = {};
  for (const { findings } of operations) {
    const told = findings
      .filter(({ severity }) => severity !== 'note')
      .map(({ severity, code }) => `${severity} ${code}`);
    for (const code of new Set(told)) codes[code] = (codes[code] ?? 0) + 1;
  }
  const lint = PROFILES.map((profile) => [
    profile,
    operations.filter(({ tool }) => tool && tool.lint[profile].length > 0).length,
  ]);
  return {
    operations: operations.length,
    ...verdicts,
    codes,
    tokens: tokens.total,
    lint: Object.fromEntries(lint),
    compileMs,
  };
}
