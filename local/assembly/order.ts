import { StartError } from '../start-error.ts';
import type { Template } from './template.ts';

/**
 * Logical ids in an order in which every resource comes after those it names, as CloudFormation creates them.
 * @throws StartError for a cycle.
 */
export function deploymentOrder(stack: string, template: Template): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (id: string): void => {
    const resource = template.Resources[id];
    if (!resource || done.has(id)) return;
    if (path.includes(id)) throw new StartError(`Stack ${stack} has a dependency cycle: ${[...path, id].join(' → ')}.`);
    path.push(id);
    for (const dependency of [resource.DependsOn ?? []].flat()) visit(dependency);
    for (const dependency of namedIn(resource.Properties)) visit(dependency);
    path.pop();
    done.add(id);
  };
  for (const id of Object.keys(template.Resources)) visit(id);
  return [...done];
}

/** Logical ids that an expression names by `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
export function namedIn(value: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const item of value) namedIn(item, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Ref' && typeof item === 'string') into.add(item);
      else if (key === 'Fn::GetAtt')
        into.add(Array.isArray(item) ? String(item[0]) : (String(item).split('.')[0] ?? ''));
      else if (key === 'Fn::Sub') namedInSub(item, into);
      else namedIn(item, into);
    }
  }
  return into;
}

function namedInSub(argument: unknown, into: Set<string>): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, undefined];
  for (const [, expression] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) into.add(expression?.split('.')[0] ?? '');
  namedIn(variables, into);
}
