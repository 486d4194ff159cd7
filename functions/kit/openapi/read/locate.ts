/** A value in a document: the file it is in, its JSON pointer there, and the value itself. */
export interface Location {
  /** Path in the set of files. */
  readonly file: string;
  /** RFC 6901, empty for the whole file. */
  readonly pointer: string;
  readonly node: unknown;
}

/** The key of a location: equal for equal places. */
export const keyOf = ({ file, pointer }: Location): string => `${file}#${pointer}`;

/** The part of a location under the given name; its node is undefined if the part is missing. */
export function childOf(parent: Location, ...names: readonly (string | number)[]): Location {
  let { pointer, node } = parent;
  for (const name of names) {
    const key = String(name);
    pointer += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    node = typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined;
  }
  return { file: parent.file, pointer, node };
}
