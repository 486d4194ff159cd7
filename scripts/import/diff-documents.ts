import {
  compileDocument,
  type DocumentDiff,
  diffCompiled,
  type OperationDiff,
  READ_LIMITS,
} from '../../functions/kit/openapi/index.ts';
import type { CommandResult } from '../command/command.ts';
import { alignedRows } from '../csv.ts';
import { escaped, htmlPage } from './html.ts';
import { number } from './numbers.ts';
import { readSource } from './read-source.ts';
import type { DocumentSettings } from './settings.ts';

/** The changes between two versions of a document, as a table, a page or JSON. */
export function diffDocuments(old: string, next: string, { output, maxBytes, root }: DocumentSettings): CommandResult {
  const compile = (path: string) =>
    compileDocument(readSource(path, maxBytes), { limits: { ...READ_LIMITS, maxBytes }, root });
  const diff = diffCompiled(compile(old), compile(next));
  if (output === 'json') return { text: '', data: diff };
  return { text: output === 'html' ? diffPage(diff) : diffTable(diff) };
}

function diffTable(diff: DocumentDiff): string {
  const changed = diff.operations.filter(({ change }) => change !== 'unchanged');
  const rows = changed.map(({ change, method, path }) => [change, `${method} ${path}`]);
  const details = changed.filter(({ changes }) => changes.length > 0).flatMap(detailLines);
  return [headline(diff), counts(diff), '', ...alignedRows([['change', 'operation'], ...rows]), '', ...details]
    .join('\n')
    .trimEnd();
}

function detailLines({ method, path, changes, oldPointer, newPointer }: OperationDiff): string[] {
  const lines = changes.map(({ kind, message, pointer }) => `  ${kind}: ${message} ${pointer}`);
  return [`${method} ${path}`, ...lines, `  old ${oldPointer ?? ''}, new ${newPointer ?? ''}`];
}

const headline = ({ old, new: next }: DocumentDiff) => `${old.title} ${old.version} → ${next.title} ${next.version}`;

const counts = ({ counts: { breaking, removed, added, compatible, unchanged } }: DocumentDiff) =>
  `${number(breaking)} breaking, ${number(removed)} removed, ${number(added)} added, ${number(compatible)} compatible, ${number(unchanged)} unchanged`;

function diffPage(diff: DocumentDiff): string {
  const kinds = ['breaking', 'removed', 'added', 'compatible'];
  const rows = diff.operations.filter(({ change }) => change !== 'unchanged').map(diffRow);
  const boxes = kinds.map((kind) => `<label><input type="checkbox" checked value="${kind}"> ${kind}</label>`);
  return htmlPage({
    title: `Changes: ${diff.new.title}`,
    body: `<header><h1>${escaped(headline(diff))}</h1><p>${counts(diff)}</p></header>
<p class="filter"><label>Find <input type="search" id="find" placeholder="path, change"></label>${boxes.join('')}</p>
<div class="scroll"><table><thead><tr><th>Change</th><th>Operation</th><th>What changed</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`,
  });
}

function diffRow({ change, method, path, changes, oldPointer, newPointer }: OperationDiff): string {
  const items = changes.map(
    ({ kind, message, pointer }) => `<li class="${kind}">${escaped(message)} <code>${escaped(pointer)}</code></li>`,
  );
  const places = [oldPointer, newPointer].filter((pointer) => pointer !== undefined);
  return `<tr data-verdict="${change}"><td><span class="badge ${change}">${change}</span></td><td><code><b>${escaped(method)}</b> ${escaped(path)}</code><p><code>${places.map(escaped).join(' → ')}</code></p></td><td><ul>${items.join('')}</ul></td></tr>`;
}
