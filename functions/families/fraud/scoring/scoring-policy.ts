/** What operators may change about scoring while it runs: levels, weights, limits, lists. Pure. */
import type { Fact } from './facts.ts';
import { DEFAULT_LEVELS, type LevelThresholds } from './levels.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { ScoredTransaction } from './transaction.ts';
import type { FlagCode } from './weights.ts';

/** Kinds of parties that lists name. Payees, devices, cards and addresses are listed by their fingerprints. */
export const PARTIES = ['customers', 'merchants', 'payees', 'devices', 'cards', 'addresses', 'countries'] as const;
export type Party = (typeof PARTIES)[number];
export type PartyLists = Readonly<Partial<Record<Party, readonly string[]>>>;

export interface ScoringPolicy {
  readonly levels: LevelThresholds;
  /** Factors on the points of rules; 0 switches a rule off. */
  readonly rules: Readonly<Partial<Record<FlagCode, number>>>;
  readonly limits: Limits;
  /** Days after which a flagged transaction without a final review becomes usual. */
  readonly holdDays: number;
  readonly allow: PartyLists;
  readonly deny: PartyLists;
}

export const DEFAULT_POLICY: ScoringPolicy = {
  levels: DEFAULT_LEVELS,
  rules: {},
  limits: DEFAULT_LIMITS,
  holdDays: 14,
  allow: {},
  deny: {},
};

/** The rules that an allowed party switches off: those about the party itself, never those about the amount. */
const ABOUT: Readonly<Record<Party, readonly FlagCode[]>> = {
  customers: ['VELOCITY_HOUR', 'VELOCITY_DAY', 'UNUSUAL_HOUR', 'ROUND_AMOUNT'],
  merchants: [
    'MERCHANT_CATEGORY',
    'MERCHANT_BURST',
    'MERCHANT_FRAUD_DAYS',
    'MERCHANT_FRAUD_RECENT',
    'MERCHANT_FRAUD_MONTH',
  ],
  payees: ['NEW_PAYEE', 'MERCHANT_BURST', 'MERCHANT_FRAUD_DAYS', 'MERCHANT_FRAUD_RECENT', 'MERCHANT_FRAUD_MONTH'],
  devices: ['NEW_DEVICE', 'SHARED_DEVICE'],
  cards: ['SHARED_CARD'],
  addresses: ['SHARED_ADDRESS'],
  countries: ['NEW_COUNTRY'],
};

interface Parties {
  readonly transaction: ScoredTransaction;
  readonly customer: string;
}

function partyOf(kind: Party, { transaction, customer }: Parties): string | undefined {
  const { merchant, counterparty, device, card, address, location } = transaction;
  const parties: Record<Party, string | undefined> = {
    customers: customer,
    merchants: merchant?.id,
    payees: counterparty,
    devices: device,
    cards: card,
    addresses: address,
    countries: location?.country,
  };
  return parties[kind];
}

const lists = (list: PartyLists, kind: Party, parties: Parties): boolean => {
  const party = partyOf(kind, parties);
  return party !== undefined && (list[kind] ?? []).includes(party);
};

/** The fact that the deny list names a party of the transaction, with the kinds of the parties as evidence. */
export function deniedFact({ deny }: ScoringPolicy, parties: Parties): { denied?: Fact } {
  const kinds = PARTIES.filter((kind) => lists(deny, kind, parties));
  return kinds.length === 0 ? {} : { denied: { value: kinds.length, evidence: { listed: kinds.join(' ') } } };
}

/** The factor on the points of a rule: 0 if the rule is switched off, or is about a party that the allow list names. */
export function pointsFactor({ rules, allow }: ScoringPolicy, code: FlagCode, parties: Parties): number {
  const isAllowed = PARTIES.some((kind) => ABOUT[kind].includes(code) && lists(allow, kind, parties));
  return isAllowed ? 0 : (rules[code] ?? 1);
}
