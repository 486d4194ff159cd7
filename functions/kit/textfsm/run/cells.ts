/** An item of a List: the text, or its nested groups by name. Null is a group that took no part in the match. */
export type ListItem = string | null | Readonly<Record<string, string | null>>;

/** A value of a record: a text, or the items of a List. */
export type Cell = string | readonly ListItem[];

/** As a cell, but null while nothing is assigned. */
export type Current = Cell | null;

/** What Python holds for true: neither null nor empty. */
export const isFilled = (cell: Current): cell is Cell => cell !== null && cell.length > 0;
