import { cannotSend } from './argument-error.ts';
import { percentEncoded, reservedKept, styledValue, textOf } from './atoms.ts';
import type { ParameterPlan } from './plan.ts';

/** What a style needs to know to write one value into a query or a form. */
export type QueryPlan = Pick<
  ParameterPlan,
  'argument' | 'name' | 'style' | 'explode' | 'allowReserved' | 'contentType'
>;

const DELIMITERS = { spaceDelimited: ' ', pipeDelimited: '|', tabDelimited: '\t' } as const;

/**
 * One argument as `name=value` pairs, percent-encoded, in order.
 *
 * @throws {OpenApiError} E2004 for a value that the style cannot tell from another one
 */
export function queryPairs(plan: QueryPlan, value: unknown): string[] {
  const { argument, name, style, explode, allowReserved, contentType } = plan;
  const encode = allowReserved ? reservedKept : percentEncoded;
  const pair = (key: string, text: string) => `${percentEncoded(key)}=${encode(text)}`;
  if (contentType !== undefined) return [pair(name, contentText(argument, contentType, value))];
  if (style === 'deepObject') return deepPairs(plan, value);
  const styled = styledValue(argument, value);
  if (styled.kind === 'one') return [pair(name, styled.text)];
  if (explode) {
    return styled.kind === 'list'
      ? styled.texts.map((text) => pair(name, text))
      : styled.members.map(([key, text]) => pair(key, text));
  }
  const atoms = styled.kind === 'list' ? styled.texts : styled.members.flat();
  if (style === 'form') return [`${percentEncoded(name)}=${atoms.map(commaless(encode)).join(',')}`];
  const delimiter = style in DELIMITERS ? DELIMITERS[style as keyof typeof DELIMITERS] : ',';
  if (atoms.some((atom) => atom.includes(delimiter))) {
    throw cannotSend(argument, `"${delimiter}" separates its items`, `items without "${delimiter}"`);
  }
  return [`${percentEncoded(name)}=${atoms.map(encode).join(percentEncoded(delimiter))}`];
}

/** A value in a media type of its own: JSON, or text as it is. */
function contentText(argument: string, contentType: string, value: unknown): string {
  return /json/.test(contentType) ? JSON.stringify(value) : textOf(argument, value);
}

/** Between items a comma stands for itself, within them it is encoded. */
const commaless = (encode: (text: string) => string) => (text: string) => encode(text).replaceAll(',', '%2C');

/** `name[key]=value`, nested as deep as the value is; lists are numbered. */
function deepPairs({ argument, name, allowReserved }: QueryPlan, value: unknown): string[] {
  const encode = allowReserved ? reservedKept : percentEncoded;
  const pairs: string[] = [];
  const visit = (key: string, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) {
      pairs.push(`${percentEncoded(key)}=${encode(textOf(argument, inner))}`);
      return;
    }
    const entries = Object.entries(inner).filter(([, item]) => item !== undefined);
    if (entries.length === 0) throw cannotSend(argument, 'an empty list or object has no form here', 'leave it out');
    for (const [part, item] of entries) {
      if (/[[\]]/.test(part)) throw cannotSend(argument, 'brackets separate its names', 'names without brackets');
      visit(`${key}[${part}]`, item);
    }
  };
  visit(name, value);
  return pairs;
}
