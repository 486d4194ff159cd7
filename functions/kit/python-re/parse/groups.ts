import { ENDLESS, type Width } from './nodes.ts';
import type { Reader } from './reader.ts';

/** The groups of a pattern while it is parsed: their numbers, names, widths, and which may be referred to. */
export class Groups {
  readonly names = new Map<string, number>();
  /** Widths by number; undefined while the group is open. Number 0 is the whole match, always open. */
  readonly #widths: (Width | undefined)[] = [undefined];
  /** Whether what a group has matched decides on what follows: by a reference or a condition. */
  areAskedFor = false;
  /** Groups from this number on are inside the look-behind that is being parsed. */
  #behindFrom = ENDLESS;
  /** Highest group that a condition names, and where: it may stand before the group. */
  readonly #conditions = new Map<number, number>();

  /** Number of groups, the whole match not counted. */
  get count(): number {
    return this.#widths.length - 1;
  }

  open(reader: Reader, name: string | undefined): number {
    const index = this.#widths.length;
    if (name !== undefined) {
      if (this.names.has(name)) {
        throw reader.error(`The group name "${name}" is taken`, reader.position - name.length - 1);
      }
      this.names.set(name, index);
    }
    this.#widths.push(undefined);
    return index;
  }

  close(index: number, { min, max }: Width): void {
    this.#widths[index] = { min, max };
  }

  /** Width of a group that `\1` or `(?P=name)` refers to. */
  refer(reader: Reader, group: number, position: number): Width {
    if (group > this.count) throw reader.error(`There is no group ${group} before this reference`, position);
    this.areAskedFor = true;
    const width = this.#widths[group];
    if (!width) throw reader.error(`Group ${group} is still open: it cannot be referred to from inside`, position);
    this.#mayReferFromBehind(reader, group, position);
    return width;
  }

  /** Group of a name that has to be known by now. */
  named(reader: Reader, name: string, position: number): number {
    const group = this.names.get(name);
    if (group === undefined) throw reader.error(`There is no group named "${name}" before this reference`, position);
    return group;
  }

  /** A condition on a group; the group may come later in the pattern. */
  condition(reader: Reader, group: number, position: number): void {
    this.areAskedFor = true;
    if (!this.#conditions.has(group)) this.#conditions.set(group, position);
    if (this.#behindFrom === ENDLESS) return;
    if (!this.#widths[group]) throw reader.error(`Group ${group} is not closed before this condition`, position);
    this.#mayReferFromBehind(reader, group, position);
  }

  checkConditions(reader: Reader): void {
    for (const [group, position] of this.#conditions) {
      if (group > this.count) throw reader.error(`There is no group ${group}`, position);
    }
  }

  /** Runs `parse`, in which no reference may go to a group of the same look-behind. */
  insideLookBehind<T>(parse: () => T): T {
    if (this.#behindFrom !== ENDLESS) return parse();
    this.#behindFrom = this.#widths.length;
    const result = parse();
    this.#behindFrom = ENDLESS;
    return result;
  }

  #mayReferFromBehind(reader: Reader, group: number, position: number): void {
    if (group >= this.#behindFrom) {
      throw reader.error(`Group ${group} is part of the same look-behind: it cannot be referred to there`, position);
    }
  }
}
