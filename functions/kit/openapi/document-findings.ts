import type { Finding } from './model.ts';
import { isObject, member } from './read/json-value.ts';
import { childOf, type Location } from './read/locate.ts';
import type { OperationView } from './view/operation-view.ts';
import { reportPointer } from './view/read-parts.ts';

/** What concerns more than one operation: identifiers and paths that are there twice, parts that are not imported. */
export function documentFindings(root: Location, views: readonly OperationView[]): Finding[] {
  const at = (location: Location) => reportPointer(location, root.file);
  const findings: Finding[] = [];
  const note = (code: string, location: Location, message: string) =>
    findings.push({ severity: 'note', code, pointer: at(location), message });
  const byId = new Map<string, OperationView>();
  for (const view of views) {
    const first = view.operationId === undefined ? undefined : byId.get(view.operationId);
    if (first) {
      const message = `The operationId "${view.operationId}" is also that of ${at(first.location)}; both names get a hash.`;
      note('duplicate-operation-id', view.location, message);
    } else if (view.operationId !== undefined) byId.set(view.operationId, view);
  }
  const byTemplate = new Map<string, string>();
  for (const path of new Set(views.map((view) => view.path))) {
    const template = path.replace(/\{[^{}]*\}/g, '{}');
    const first = byTemplate.get(template);
    if (first === undefined) byTemplate.set(template, path);
    else
      note(
        'same-path',
        childOf(root, 'paths', path),
        `The path differs from ${first} in the names of parameters alone.`,
      );
  }
  if (isObject(member(root.node, 'webhooks'))) {
    note('webhooks', childOf(root, 'webhooks'), 'Webhooks are calls to you, no operations: they are not imported.');
  }
  if (views.length === 0) note('no-operations', childOf(root, 'paths'), 'The document has no operations.');
  return findings;
}
