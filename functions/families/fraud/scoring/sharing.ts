/** What is known about the use of the same device, card, address or merchant by several customers. */
export interface Sharing {
  /** Customers of the last 7 days with the same device, this one included; 0 if the transaction names none. */
  readonly device: number;
  readonly card: number;
  readonly address: number;
  readonly merchantHour?: MerchantHour;
}

export interface MerchantHour {
  /** Transactions at the merchant or payee in this hour and the hour before, this one included. */
  readonly count: number;
  /** Mean number of transactions on a day of the last 30 that had any. */
  readonly meanOfDay: number;
  readonly daysKnown: number;
}

export const NOTHING_SHARED: Sharing = { device: 0, card: 0, address: 0 };

/** Time within which two customers share a device, card or address. */
export const SHARED_DAYS = 7;
