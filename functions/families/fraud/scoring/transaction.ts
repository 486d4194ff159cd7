/** A transaction as the scorer gets it. Money is in minor units of the currency, times in Unix milliseconds. */
export interface ScoredTransaction {
  readonly id: string;
  readonly at: number;
  readonly amountMinor: number;
  readonly currency: string;
  /** Who is paid through: a shop, a terminal, a platform. */
  readonly merchant?: { readonly id: string; readonly categoryCode?: string };
  /** Who is paid: an account, a person, a wallet. */
  readonly counterparty?: string;
  readonly device?: string;
  readonly card?: string;
  readonly address?: string;
  readonly location?: { readonly country?: string; readonly latitude?: number; readonly longitude?: number };
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Days since 1970 (UTC) that a moment lies in. */
export const dayOf = (at: number): number => Math.floor(at / DAY);
/** Hours since 1970 that a moment lies in. */
export const hourNumberOf = (at: number): number => Math.floor(at / HOUR);
/** Hour of the day (UTC). */
export const hourOf = (at: number): number => hourNumberOf(at) % 24;

export function placeOf({ location }: ScoredTransaction): { latitude: number; longitude: number } | undefined {
  const { latitude, longitude } = location ?? {};
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}
