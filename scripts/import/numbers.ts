/** `12,345`. */
export const number = (value: number): string => value.toLocaleString('en-US');

/** `12.3 %`; a share of an empty list is 0. */
export const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(1)} %`;
