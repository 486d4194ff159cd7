/** The settings of scoring as operators write them, and what they become. */
import * as z from 'zod';
import { currencyCode } from '../../../core/money/currencies.ts';
import { readMoney } from '../../../core/money/money.ts';
import { isCountry } from '../scoring/countries.ts';
import { DEFAULT_LIMITS, type Limits } from '../scoring/limits.ts';
import { DEFAULT_POLICY, PARTIES, type Party, type PartyLists, type ScoringPolicy } from '../scoring/scoring-policy.ts';
import { FLAG_CODES } from '../scoring/weights.ts';
import { fingerprint } from '../store/records.ts';

const MOST_LISTED = 500;
/** Stored lists hold fingerprints of these, as profiles do. */
const HIDDEN: readonly Party[] = ['payees', 'devices', 'cards', 'addresses'];

const Score = z.number().min(1).max(100);
const Amount = z.string().describe('Decimal text in units of the currency.');
const List = z.array(z.string().min(1).max(200)).max(MOST_LISTED);
const Lists = z.strictObject(
  Object.fromEntries(PARTIES.map((party) => [party, List.optional()])) as Record<Party, z.ZodOptional<typeof List>>,
);

/** Everything may be left out; what is left out has its default. */
export const FraudSettings = z.strictObject({
  levels: z
    .strictObject({ medium: Score, high: Score, critical: Score })
    .refine(({ medium, high, critical }) => medium < high && high < critical, 'has to rise from medium to critical')
    .optional(),
  rules: z.partialRecord(z.enum(FLAG_CODES), z.number().min(0).max(5)).optional(),
  limits: z
    .record(
      z.string(),
      z.strictObject({
        absolute: Amount.optional(),
        report: z.array(Amount).max(5).optional(),
        small: Amount.optional(),
      }),
    )
    .optional(),
  hold_days: z.int().min(1).max(30).optional(),
  allow: Lists.optional(),
  deny: Lists.optional(),
});
export type FraudSettings = z.infer<typeof FraudSettings>;

/** Settings as they are stored: payees, devices, cards and addresses as fingerprints of the tenant. */
export function sealed(settings: FraudSettings, tenant: string): FraudSettings {
  const hide = (lists: FraudSettings['allow']) =>
    lists &&
    Object.fromEntries(
      Object.entries(lists).map(([party, names = []]) => [
        party,
        HIDDEN.includes(party as Party)
          ? names.map((name) => fingerprint(tenant, partyName(party as Party, name)))
          : names,
      ]),
    );
  return { ...settings, allow: hide(settings.allow), deny: hide(settings.deny) };
}

/** The name of a party as scans compare it: an address without the differences that people make in writing it. */
export function partyName(party: Party, name: string): string {
  return party === 'addresses'
    ? name
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\s,.]+/g, ' ')
        .trim()
    : name;
}

/**
 * The policy of stored settings.
 *
 * @throws {ManifoldError} E2004 for an amount or currency that is not valid
 */
export function policyOf(settings: FraudSettings): ScoringPolicy {
  const { levels, rules, limits, hold_days: holdDays, allow = {}, deny = {} } = settings;
  return {
    levels: levels ?? DEFAULT_POLICY.levels,
    rules: rules ?? {},
    limits: { ...DEFAULT_LIMITS, ...limitsOf(limits) },
    holdDays: holdDays ?? DEFAULT_POLICY.holdDays,
    allow: allow as PartyLists,
    deny: deny as PartyLists,
  };
}

/** Sentences about what is wrong beyond the form: countries that do not exist. */
export function faultsOf({ allow, deny }: FraudSettings): string[] {
  const countries = [...(allow?.countries ?? []), ...(deny?.countries ?? [])];
  return countries.filter((code) => !isCountry(code)).map((code) => `There is no country "${code}" in ISO 3166-1.`);
}

function limitsOf(written: FraudSettings['limits'] = {}): Limits {
  const pairs = Object.entries(written).map(([text, { absolute, report, small }]) => {
    const currency = currencyCode(text, 'limits');
    const minor = (amount: string) => readMoney({ amount, currency }, `limits.${currency}`).minor;
    const before = DEFAULT_LIMITS[currency];
    return [
      currency,
      {
        absolute: absolute === undefined ? before?.absolute : minor(absolute),
        report: report?.map(minor).sort((one, other) => one - other) ?? before?.report ?? [],
        small: small === undefined ? before?.small : minor(small),
      },
    ] as const;
  });
  return Object.fromEntries(pairs);
}
