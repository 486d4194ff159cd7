/** Consent and reason in the form that the provider takes. */
export const CONSENT = { consent: 'Y', reason: 'Onboarding of a new customer' };
