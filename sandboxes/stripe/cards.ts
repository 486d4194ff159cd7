/**
 * Test cards of the API, by the token that names them: the outcome of a payment with each. Tokens of payment methods
 * (`pm_card_…`) and of cards (`tok_…`) are the provider's own; docs.stripe.com/testing lists them.
 */
export type CardBehaviour =
  | 'pays'
  | 'declined'
  | 'insufficient-funds'
  | 'expired'
  | 'asks-for-authentication'
  | 'fails-later'
  | 'disputed'
  | 'inquired';

export interface TestCard {
  readonly brand: string;
  readonly last4: string;
  readonly behaviour: CardBehaviour;
}

export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  pm_card_visa: { brand: 'visa', last4: '4242', behaviour: 'pays' },
  pm_card_mastercard: { brand: 'mastercard', last4: '4444', behaviour: 'pays' },
  pm_card_amex: { brand: 'amex', last4: '8431', behaviour: 'pays' },
  pm_card_visa_chargeDeclined: { brand: 'visa', last4: '0002', behaviour: 'declined' },
  pm_card_visa_chargeDeclinedInsufficientFunds: { brand: 'visa', last4: '9995', behaviour: 'insufficient-funds' },
  pm_card_chargeDeclinedExpiredCard: { brand: 'visa', last4: '0069', behaviour: 'expired' },
  pm_card_authenticationRequired: { brand: 'visa', last4: '3184', behaviour: 'asks-for-authentication' },
  pm_card_authenticationRequiredOnSetup: { brand: 'visa', last4: '3155', behaviour: 'asks-for-authentication' },
  pm_card_createDispute: { brand: 'visa', last4: '0259', behaviour: 'disputed' },
  pm_card_createDisputeInquiry: { brand: 'visa', last4: '1976', behaviour: 'inquired' },
  pm_card_chargeCustomerFail: { brand: 'visa', last4: '0341', behaviour: 'fails-later' },
  tok_visa: { brand: 'visa', last4: '4242', behaviour: 'pays' },
  tok_mastercard: { brand: 'mastercard', last4: '4444', behaviour: 'pays' },
  tok_chargeDeclined: { brand: 'visa', last4: '0002', behaviour: 'declined' },
};

/** Why a card is declined: code, decline code and text as the API gives them. */
export const DECLINES: Readonly<
  Partial<Record<CardBehaviour, { code: string; declineCode: string; message: string }>>
> = {
  declined: { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' },
  'insufficient-funds': {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  expired: { code: 'expired_card', declineCode: 'expired_card', message: 'Your card has expired.' },
  'fails-later': { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' },
};
