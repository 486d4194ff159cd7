import type { Prompt } from '../../../kit/tool/define-family.ts';
import { READ_SCOPE } from '../tool-traits.ts';
import { oneOf } from './prompt-arguments.ts';

const METHODS = ['otp', 'digilocker'];
const BANK = ['none', 'penniless', 'penny_drop'];

const IDENTITY: Record<string, string> = {
  otp: `3. Aadhaar by OTP: ask for the Aadhaar number, call aadhaar_okyc_generate_otp, ask for the OTP that arrived, call aadhaar_okyc_verify_otp with the reference_id. Compare name and date of birth with those of the PAN. On "no mobile number is linked", go on with DigiLocker (digilocker_init_session).
4. Link: call check_pan_aadhaar_link.`,
  digilocker: `3. DigiLocker: call digilocker_init_session for aadhaar and pan, show the person the authorization_url, ask digilocker_get_status every few seconds until "succeeded", fetch each consented document with digilocker_fetch_document and read its resource link. Compare name and date of birth with those of the PAN.
4. A failed or expired session is begun anew; do not fetch before it has succeeded.`,
};

const ACCOUNT: Record<string, string> = {
  none: '5. No bank account is asked for.',
  penniless:
    '5. Bank account: check the branch with verify_ifsc, then call verify_bank_account_penniless and compare name_at_bank with the name of the person.',
  penny_drop:
    '5. Bank account: check the branch with verify_ifsc, then try verify_bank_account_penniless. Only if that cannot answer, ask the person whether ₹1 may be paid in, and call verify_bank_account_penny_drop once. Never repeat it when its outcome is unknown.',
};

/** Steps for taking on a person as a customer. The arguments hold no personal data: prompts are kept by clients. */
export const individualOnboarding: Prompt = {
  definition: {
    name: 'individual_onboarding',
    title: 'Onboard an individual',
    description:
      'Leads through the verification of a person in India: consent, PAN, Aadhaar or DigiLocker, bank account, verdict.',
    arguments: [
      {
        name: 'purpose',
        description: 'Why the person is verified; it becomes the "reason" of every call. At least 20 characters.',
        required: true,
      },
      { name: 'method', description: 'How identity is proven: otp (default) or digilocker.', required: false },
      { name: 'bank_account', description: 'none (default), penniless or penny_drop.', required: false },
    ],
    completes: ['method', 'bank_account'],
    requiredScopes: READ_SCOPE,
  },
  complete: {
    method: (typed) => METHODS.filter((method) => method.startsWith(typed)),
    bank_account: (typed) => BANK.filter((kind) => kind.startsWith(typed)),
  },
  async render({ purpose = '', method, bank_account }) {
    const identity = oneOf({ name: 'method', value: method, allowed: METHODS });
    const account = oneOf({ name: 'bank_account', value: bank_account, allowed: BANK });
    const text = `Verify an individual in India as a new customer. Purpose: ${purpose}

1. Consent: say which data will be asked for and why, and wait for a clear yes. Without it, stop. Send consent "Y" only after it, and the purpose as "reason".
2. PAN: ask for PAN, full name as on the card and date of birth; call verify_pan. Stop on status "invalid", and on remarks such as "Holder is Deceased".
${IDENTITY[identity]}
${ACCOUNT[account]}
6. Verdict: a table of what was verified, when (verified_at) and with which transaction id; every mismatch and every warning; then "verified", "to be reviewed" with the reasons, or "refused".

Rules: show Aadhaar numbers only masked (XXXX XXXX 1234). Ask for each value once, and correct typing errors together with the person. An error says what to do next: follow it, and do not repeat a call that is not retryable. The formats are explained at kyc://reference/pan, kyc://reference/aadhaar and kyc://reference/ifsc.`;
    return [{ role: 'user', content: { type: 'text', text } }];
  },
};
