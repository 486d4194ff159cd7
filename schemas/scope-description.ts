/** Risks of a scope. The sign-in page of the local cloud marks them, and allows them only if the person ticks them. */
export const SCOPE_RISKS = {
  money: 'Moves money.',
  destructive: 'Deletes or revokes.',
  administration: 'For administrators.',
} as const;
export type ScopeRisk = keyof typeof SCOPE_RISKS;

/** What a scope allows, for people who sign in. */
export interface ScopeDescription {
  /** Title of the family that requires the scope. */
  readonly family: string;
  /** Titles of what the scope opens, as one text. */
  readonly allows: string;
  readonly risks: readonly ScopeRisk[];
}

/** Longest description of a scope in Cognito (API reference, ResourceServerScopeType). */
const MAX_LENGTH = 256;
const RISKS = Object.keys(SCOPE_RISKS) as ScopeRisk[];

/**
 * A description as one text, in which it travels through the user pool: `<family>: <title>, <title>.`, then a sentence for
 * each risk. Titles that do not fit are counted.
 */
export function scopeDescriptionText(family: string, titles: readonly string[], risks: readonly ScopeRisk[]): string {
  const end = ['', ...risks.map((risk) => SCOPE_RISKS[risk])].join(' ');
  const textOf = (shown: number) => {
    const more = titles.length - shown;
    const allows = [...titles.slice(0, shown), ...(more > 0 ? [`${more} more`] : [])].join(', ');
    return `${family}: ${allows}.${end}`;
  };
  let shown = titles.length;
  while (shown > 0 && textOf(shown).length > MAX_LENGTH) shown -= 1;
  return textOf(shown);
}

/** Reads such a text. A text of another form is what the scope allows. */
export function parseScopeDescription(text: string): ScopeDescription {
  const risks = RISKS.filter((risk) => text.includes(`. ${SCOPE_RISKS[risk]}`));
  const bare = risks.reduce((rest, risk) => rest.replace(` ${SCOPE_RISKS[risk]}`, ''), text).replace(/\.$/, '');
  const colon = bare.indexOf(': ');
  if (colon < 0) return { family: 'Other', allows: bare, risks };
  return { family: bare.slice(0, colon), allows: bare.slice(colon + 2), risks };
}
