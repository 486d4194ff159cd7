import { PROFILES } from '../../functions/kit/model-profiles/index.ts';
import type { Finding, ImportReport, OperationReport } from '../../functions/kit/openapi/index.ts';
import { escaped, htmlPage } from './html.ts';
import { number, percent } from './numbers.ts';
import { argumentCount } from './table.ts';

/** The report as a page that loads no other file; every text of the document is escaped. */
export function previewPage(report: ImportReport): string {
  const { title, version, dialect, bundle, profile, tokens, verdicts, operations } = report;
  const name = dialect === '2.0' ? 'Swagger 2.0' : `OpenAPI ${dialect}`;
  const card = (label: string, value: string, more = '', kind = '') =>
    `<div class="card ${kind}"><b>${value}</b><span>${label}</span><small>${more}</small></div>`;
  const share = (count: number) => percent(count, operations.length);
  return htmlPage({
    title: `Import preview: ${title}`,
    body: `<header><h1>${escaped(title)} <small>${escaped(version)}</small></h1>
<p>${name}, bundle <code>${escaped(bundle)}</code>${profile === undefined ? '' : `, schemas for ${profile}`}</p></header>
<section class="cards">
${card('operations', number(operations.length))}
${card('accepted', number(verdicts.accepted), share(verdicts.accepted), 'accepted')}
${card('lossy', number(verdicts.lossy), share(verdicts.lossy), 'lossy')}
${card('refused', number(verdicts.refused), share(verdicts.refused), 'refused')}
${card('tokens', number(tokens.total), `${tokens.withinBudget ? 'within' : 'over'} the budget of ${number(tokens.budget)}`, tokens.withinBudget ? '' : 'lossy')}
</section>
${documentNotes(report.findings)}
${connection(report)}
<h2>Tools</h2>
<p class="filter"><label>Find <input type="search" id="find" placeholder="name, path, reason"></label>
${['accepted', 'lossy', 'refused'].map((verdict) => `<label><input type="checkbox" checked value="${verdict}"> ${verdict}</label>`).join('')}</p>
<div class="scroll"><table><thead><tr><th>Verdict</th><th>Tool</th><th>Request</th><th class="n">Arguments</th><th class="n">Tokens</th>${PROFILES.map((one) => `<th class="n">${one}</th>`).join('')}</tr></thead>
<tbody>${operations.map(row).join('\n')}</tbody></table></div>
<p class="hint">Under each provider: how many of its rules the schema breaks as it is. <code>--profile</code> adapts it. Tokens: ${escaped(tokens.tokenizer)}.</p>`,
  });
}

function row({ verdict, method, path, findings, tool, operationId }: OperationReport): string {
  const cells = [
    `<td><span class="badge ${verdict}">${verdict}</span></td>`,
    `<td><code>${escaped(tool?.name ?? operationId ?? '')}</code><p>${escaped(tool?.description.slice(0, 160) ?? '')}</p>${list(findings)}</td>`,
    `<td><code><b>${escaped(method)}</b> ${escaped(path)}</code></td>`,
    `<td class="n">${tool ? number(argumentCount(tool.request)) : ''}</td>`,
    `<td class="n">${tool ? number(tool.tokens) : ''}</td>`,
    ...PROFILES.map((profile) => lintCell(tool?.lint[profile] ?? [], tool !== undefined)),
  ];
  return `<tr data-verdict="${verdict}">${cells.join('')}</tr>`;
}

function lintCell(findings: readonly { message: string }[], hasTool: boolean): string {
  if (!hasTool) return '<td></td>';
  if (findings.length === 0) return '<td class="n ok">ok</td>';
  return `<td class="n"><abbr title="${escaped(findings.map(({ message }) => message).join(' '))}">${findings.length}</abbr></td>`;
}

function list(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const items = findings.map(
    ({ severity, message, pointer }) =>
      `<li class="${severity}">${escaped(message)} <code>${escaped(pointer)}</code></li>`,
  );
  const isOpen = findings.some(({ severity }) => severity !== 'note');
  return `<details${isOpen ? ' open' : ''}><summary>${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}</summary><ul>${items.join('')}</ul></details>`;
}

function documentNotes(findings: readonly Finding[]): string {
  return findings.length === 0 ? '' : `<h2>The document</h2>${list(findings)}`;
}

function connection({ connection: { servers, schemes } }: ImportReport): string {
  const addresses = servers.map(
    ({ url, variables }) =>
      `<li>Server <code>${escaped(url)}</code>${variables.map(({ name, default: standard }) => ` <code>${escaped(name)}=${escaped(standard)}</code>`).join('')}</li>`,
  );
  const credentials = schemes.map(
    ({ name, kind, toFillIn }) => `<li><code>${escaped(name)}</code> (${kind}): ${escaped(toFillIn.join(', '))}</li>`,
  );
  return `<h2>To fill in</h2><ul>${[...addresses, ...credentials].join('')}</ul>`;
}
