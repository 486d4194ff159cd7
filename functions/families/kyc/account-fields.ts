import { accountHolderField, accountNumberField, MOBILE_FORM, mobileField } from './formats/bank-account.ts';
import { IFSC_FORM, ifscField } from './formats/ifsc.ts';
import { HOUR, IDENTIFIER_FORM, invisibleMarksIn, NAME_FORM } from './tool-traits.ts';

/** Arguments of the tools that verify a bank account. */
export const accountInput = {
  ifsc: ifscField(),
  account_number: accountNumberField(),
  name: accountHolderField().optional(),
  mobile: mobileField().optional(),
};

/** Parts of the definition that both tools share. */
export const ACCOUNT_TRAITS = {
  category: 'kyc',
  subcategory: 'bank',
  examples: [
    {
      title: 'By number and branch',
      arguments: { ifsc: 'SBIN0021745', account_number: '900000000000', name: 'John Doe' },
    },
  ],
  cache: {
    ttlSeconds: HOUR,
    keyFields: ['ifsc', 'account_number', 'name', 'mobile'],
    normalise: { ifsc: IDENTIFIER_FORM, account_number: IDENTIFIER_FORM, name: NAME_FORM, mobile: MOBILE_FORM },
    invalidateOn: ['bank_account_update', 'user_request'],
  },
  argumentWarnings: [invisibleMarksIn('name')],
  sensitiveFields: ['account_number', 'name', 'mobile'],
  auditFields: { ifsc: IFSC_FORM },
};
