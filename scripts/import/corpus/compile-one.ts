/** Compiles one document in a process of its own and prints the result as JSON: `node compile-one.ts NAME FILE MAX_MB`. */
import { readFileSync } from 'node:fs';
import { buildReport, compileDocument, OpenApiError } from '../../../functions/kit/openapi/index.ts';
import { PROFILES } from '../../../functions/kit/model-profiles/index.ts';
import { countOfTokens, TOKENIZER } from '../tokenizer.ts';
import type { DocumentResult } from './result.ts';

const [name = '', file = '', maxMegabytes = '64'] = process.argv.slice(2);
const started = performance.now();
const bytes = readFileSync(file);

function compileOne(): Omit<DocumentResult, 'name' | 'bytes' | 'totalMs' | 'megabytes'> {
  const before = performance.now();
  const compiled = compileDocument(new Map([[file.split('/').at(-1) ?? '', bytes]]), {
    limits: { maxBytes: Number(maxMegabytes) * 1_048_576 },
  });
  const compileMs = Math.round(performance.now() - before);
  const report = buildReport(compiled, { bundle: 'corpus', countTokens: countOfTokens, tokenizer: TOKENIZER, budget: 25_000 });
  const codes: Record<string, number> = {};
  for (const { findings } of report.operations) {
    const told = findings.filter(({ severity }) => severity !== 'note').map(({ severity, code }) => `${severity} ${code}`);
    for (const code of new Set(told)) codes[code] = (codes[code] ?? 0) + 1;
  }
  const lint = PROFILES.map((profile) => [profile, report.operations.filter(({ tool }) => tool && tool.lint[profile].length > 0).length]);
  const { verdicts, tokens } = report;
  return { operations: report.operations.length, ...verdicts, codes, tokens: tokens.total, lint: Object.fromEntries(lint), compileMs };
}

const nothing = { operations: 0, accepted: 0, lossy: 0, refused: 0, codes: {}, tokens: 0, lint: {}, compileMs: 0 };

function outcome(): Omit<DocumentResult, 'name' | 'bytes' | 'totalMs' | 'megabytes'> {
  try {
    return compileOne();
  } catch (error) {
    if (error instanceof OpenApiError) return { ...nothing, refusal: error.message };
    return { ...nothing, crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const result = outcome();
const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
console.log(JSON.stringify({ name, bytes: bytes.length, ...result, totalMs: Math.round(performance.now() - started), megabytes }));
