import { shortHash } from '../schema/definition-names.ts';

/** What asks for a name among the arguments of a tool. */
export interface NamedPart {
  readonly name: string;
  /** `body` for a property of the body, else the place of the parameter. */
  readonly place: 'body' | 'path' | 'query' | 'header' | 'cookie' | 'querystring';
}

/** Letters, digits and `_`, not a digit first, at most 64: what every model provider takes. */
const ARGUMENT = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const PLACES = ['body', 'path', 'query', 'header', 'cookie', 'querystring'];

/**
 * A name for each part, in their order; no two are equal. Properties of the body keep their names, if these are names at
 * all; a parameter of the same name gets its place as suffix. Which gets which does not depend on the order.
 */
export function argumentNames(parts: readonly NamedPart[]): string[] {
  const names = new Map<NamedPart, string>();
  const taken = new Set<string>();
  const ranked = [...parts].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  for (const part of ranked) {
    const plain = plainName(part.name);
    const placed = `${plain.slice(0, 52)}_${part.place}`;
    const hashed = `${plain.slice(0, 48)}_${shortHash(`${part.place} ${part.name}`, 6)}`;
    const free = [plain, ...(part.place === 'body' ? [] : [placed]), hashed].find((name) => !taken.has(name)) ?? hashed;
    taken.add(free);
    names.set(part, free);
  }
  return parts.map((part) => names.get(part) ?? part.name);
}

/** First by place, then those whose name needs no change. */
function rank({ name, place }: NamedPart): number {
  return PLACES.indexOf(place) * 2 + (ARGUMENT.test(name) ? 0 : 1);
}

function plainName(name: string): string {
  if (ARGUMENT.test(name)) return name;
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const lettered = /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
  return lettered.length <= 64 ? lettered : `${lettered.slice(0, 57)}_${shortHash(name, 6)}`;
}
