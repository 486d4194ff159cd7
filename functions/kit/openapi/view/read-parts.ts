import type { Finding } from '../model.ts';
import { isObject, listMember, member, stringMember } from '../read/json-value.ts';
import { childOf, type Location } from '../read/locate.ts';
import type { Resolver } from '../read/resolver.ts';

/** What an adapter works with while it reads one operation. */
export interface ViewContext {
  readonly resolver: Resolver;
  readonly report: (finding: Finding) => void;
}

/** The pointer of a place as the report writes it. */
export function reportPointer(location: Location, rootFile: string): string {
  const fragment = `#${encodeURI(location.pointer).replaceAll('#', '%23')}`;
  return location.file === rootFile ? fragment : `${location.file}${fragment}`;
}

/** The place that a reference leads to; undefined, and a finding, if it leads nowhere. */
export function followed(
  location: Location,
  { resolver, report }: ViewContext,
  severity: Finding['severity'],
): Location | undefined {
  const end = resolver.follow(location);
  if (end.found !== undefined) return end.found;
  const pointer = reportPointer(location, resolver.root.file);
  report({ severity, code: end.code, pointer, message: end.reason });
  return undefined;
}

export const texts = (node: unknown, name: string): string[] =>
  listMember(node, name).filter((value): value is string => typeof value === 'string');

/** Text that is there and says something. */
export function prose(node: unknown, name: string): string | undefined {
  const text = stringMember(node, name)?.trim();
  return text === '' ? undefined : text;
}

/** The security requirements of the document at this place; undefined if they are absent. */
export function securityOf(node: unknown): Readonly<Record<string, readonly string[]>>[] | undefined {
  const stated = member(node, 'security');
  if (!Array.isArray(stated)) return undefined;
  return stated
    .filter(isObject)
    .map((requirement) =>
      Object.fromEntries(Object.entries(requirement).map(([scheme]) => [scheme, texts(requirement, scheme)])),
    );
}

/** Parameters of the operation, and those of its path that it does not replace. */
export function mergedParameters<T extends { readonly name: string; readonly in: string }>(
  ofPath: readonly T[],
  ofOperation: readonly T[],
): T[] {
  const key = ({ name, in: place }: T) => `${place} ${place === 'header' ? name.toLowerCase() : name}`;
  return [...new Map([...ofPath, ...ofOperation].map((parameter) => [key(parameter), parameter])).values()];
}

/** Places of the items of a list. */
export function itemsOf(parent: Location, name: string): Location[] {
  const list = childOf(parent, name);
  return Array.isArray(list.node) ? list.node.map((_, index) => childOf(list, index)) : [];
}

/** Places of the members of an object, by name. */
export function membersOf(parent: Location, name: string): [string, Location][] {
  const object = childOf(parent, name);
  return isObject(object.node) ? Object.keys(object.node).map((key) => [key, childOf(object, key)]) : [];
}

/** Lower case, without parameters: `application/json; charset=utf-8` is `application/json`. */
export const mediaTypeOf = (stated: string): string => (stated.split(';')[0] ?? '').trim().toLowerCase();
