import { leastKmBetween } from './countries.ts';
import { distanceKm } from './distance.ts';
import type { Facts } from './facts.ts';
import type { Profile } from './profile.ts';
import { HOUR, placeOf, type ScoredTransaction } from './transaction.ts';

/** Nearer than this, two places are one: towns have many terminals, and addresses are rough. */
const SAME_PLACE_KM = 50;
/** Two transactions are never taken to be less than this apart, so that clocks of terminals may differ. */
const LEAST_HOURS = 0.1;

/** Facts about the place of a transaction, compared with the places that the customer is known from. */
export function placeFacts(transaction: ScoredTransaction, profile: Profile): Facts {
  const country = transaction.location?.country;
  const isNew = country !== undefined && profile.countries.length > 0 && !profile.countries.includes(country);
  return {
    ...(isNew ? { newCountry: { value: 1, evidence: { country, known_countries: profile.countries.length } } } : {}),
    ...travelFact(transaction, profile),
  };
}

/** The speed from the last place; if a place is not known, that from the last country, as the least that it can be. */
function travelFact(transaction: ScoredTransaction, { lastPlace, lastCountry }: Profile): Facts {
  const { at, location } = transaction;
  const here = placeOf(transaction);
  if (here && lastPlace) return speed(distanceKm(lastPlace, here), { at, since: lastPlace.at, evidence: {} });
  const [country, before] = [location?.country, lastCountry];
  if (country === undefined || !before || before.country === country) return {};
  const km = leastKmBetween(before.country, country);
  if (km === undefined) return {};
  return speed(km, { at, since: before.at, evidence: { country, last_country: before.country } });
}

function speed(
  km: number,
  { at, since, evidence }: { at: number; since: number; evidence: Record<string, string> },
): Facts {
  if (km < SAME_PLACE_KM) return {};
  const hours = Math.max(Math.abs(at - since) / HOUR, LEAST_HOURS);
  return {
    travelKmPerHour: {
      value: km / hours,
      evidence: { ...evidence, km: Math.round(km), hours: Math.round(hours * 100) / 100 },
    },
  };
}
