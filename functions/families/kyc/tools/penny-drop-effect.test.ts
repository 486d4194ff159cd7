import { expect, it } from '@jest/globals';
import { testCall } from '../../../../test/support/test-call.ts';
import pennyDrop from './verify-bank-account-penny-drop.ts';

it('the effect of the penny drop names amount and account, without the whole account number', () => {
  const effect = pennyDrop.effect({ ifsc: 'SBIN0021745', account_number: '900000001234' }, testCall());
  expect(effect).toBe(
    'Pay ₹1 into the account that ends in 1234 at SBIN0021745 to verify it. The payment cannot be taken back.',
  );
});
