/**
 * Mixes of funds by risk. The percentages of stocks and bonds are those of Vanguard's LifeStrategy funds (20, 40, 60
 * and 80 % stocks; prospectus of 2021); of the stocks 60 % are US ones, of the bonds 70 % (its allocation since 2015).
 */
export const RISK_PROFILES = ['income', 'conservative', 'moderate', 'growth'] as const;
export type RiskProfile = (typeof RISK_PROFILES)[number];

const STOCK_PERCENT: Readonly<Record<RiskProfile, number>> = { income: 20, conservative: 40, moderate: 60, growth: 80 };

const US_STOCK_PERCENT = 60;
const US_BOND_PERCENT = 70;

export interface Fund {
  symbol: string;
  what: string;
  /** Percent of the investment; a whole number in every profile. */
  percent: number;
}

/** The funds of a profile; their percentages add up to 100. */
export function fundsOf(profile: RiskProfile): Fund[] {
  const stocks = STOCK_PERCENT[profile];
  const bonds = 100 - stocks;
  return [
    { symbol: 'VTI', what: 'US stocks', percent: (stocks * US_STOCK_PERCENT) / 100 },
    { symbol: 'VXUS', what: 'international stocks', percent: (stocks * (100 - US_STOCK_PERCENT)) / 100 },
    { symbol: 'BND', what: 'US bonds', percent: (bonds * US_BOND_PERCENT) / 100 },
    { symbol: 'BNDX', what: 'international bonds', percent: (bonds * (100 - US_BOND_PERCENT)) / 100 },
  ];
}

/** The rule as plans and confirmations state it. */
export function ruleOf(profile: RiskProfile): string {
  const stocks = STOCK_PERCENT[profile];
  return `"${profile}": ${stocks} % stocks and ${100 - stocks} % bonds; of the stocks ${US_STOCK_PERCENT} % US, of the bonds ${US_BOND_PERCENT} % US. Amounts are rounded down to cents; the remaining cents go to the largest remainders.`;
}
