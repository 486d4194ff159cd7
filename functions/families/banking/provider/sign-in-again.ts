import type { Call } from '../../../kit/tool/call.ts';
import { askToOpenPage, canOpenPage } from '../../../kit/tool/open-page.ts';

/** The key under which the client answers. */
const SIGN_IN = 'sign_in';

/** Whether the person can be sent to Plaid's page in the middle of this call. */
export const canSignIn = (call: Call): boolean => canOpenPage(call, SIGN_IN);

/** Sends the person to Plaid's page, to sign in at the bank again. */
export const askToSignIn = ({ url, bank }: { url: string; bank: string }) =>
  askToOpenPage({
    key: SIGN_IN,
    url,
    message: `${bank} wants you to sign in again. Open the page, and come back then.`,
    state: 'sign-in',
  });
