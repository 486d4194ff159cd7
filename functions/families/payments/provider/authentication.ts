import type { Call } from '../../../kit/tool/call.ts';
import { askToOpenPage, canOpenPage } from '../../../kit/tool/open-page.ts';

/** The key under which the client answers. */
const AUTHENTICATE = 'authenticate';

/** Whether the holder of a payment method can be sent to the bank's page in the middle of this call. */
export const canAuthenticate = (call: Call): boolean => canOpenPage(call, AUTHENTICATE);

/** Sends the holder of a payment method to the bank's page (3-D Secure). The state says what the call goes on with. */
export const askToAuthenticate = ({ url, what, state }: { url: string; what: string; state: string }) =>
  askToOpenPage({
    key: AUTHENTICATE,
    url,
    message: `The bank asks for an authentication of ${what}. Open the page, and come back then.`,
    state,
  });
