import * as z from 'zod';

/** Keyword of an input schema that says what kind of text a property holds. Clients are not shown it. */
export const TEXT_KIND = 'x-text';

/**
 * What kind of text an argument is. Front repairs what a model or a copied text puts in by accident, as far as the kind
 * allows it (docs/decisions/0030-input-as-models-send-it.md).
 *
 * - `identifier`: letters, digits and signs with an exact meaning, such as an id, a code, a date or a telephone number.
 *   Full-width characters become plain, invisible ones go, and a whole number is taken as text.
 * - `digits`: the same, but a number is refused, since it has lost the zeros that the text may begin with.
 * - `name`: what people and places are called. Invisible characters go, unless a script needs them.
 * - `note`: words for people, commands, documents. Nothing in them changes.
 * - `secret`: passwords and tokens. Nothing in them changes, and a number is refused.
 */
export const TextKind = z.enum(['identifier', 'digits', 'name', 'note', 'secret']);
export type TextKind = z.infer<typeof TextKind>;

/**
 * Metadata of a zod schema that names the kind of its text.
 * @example z.string().max(100).meta(textKind('name'))
 */
export const textKind = (kind: TextKind): { [TEXT_KIND]: TextKind } => ({ [TEXT_KIND]: kind });
