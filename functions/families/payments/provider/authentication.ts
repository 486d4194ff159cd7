import * as z from 'zod';
import type { Call } from '../../../kit/tool/call.ts';
import type { InputRequired } from '../../../kit/tool/define-tool.ts';

/** The key under which the caller answers. */
const AUTHENTICATE = 'authenticate';

const UrlElicitation = z.looseObject({ elicitation: z.looseObject({ url: z.looseObject({}) }) });

/** Whether the caller can be sent to a page in the middle of a call, and has not been yet. */
export function canAuthenticate({ context }: Call): boolean {
  const asked = context.inputResponses !== undefined && AUTHENTICATE in context.inputResponses;
  return !asked && UrlElicitation.safeParse(context.clientCapabilities).success;
}

/**
 * Sends the holder of a payment method to the bank's page (3-D Secure), as an elicitation of a URL: what is typed there
 * passes by client and model. The state says what the call goes on with.
 */
export function askToAuthenticate({ url, what, state }: { url: string; what: string; state: string }): InputRequired {
  return {
    inputRequests: {
      [AUTHENTICATE]: {
        method: 'elicitation/create',
        params: {
          mode: 'url',
          url,
          message: `The bank asks for an authentication of ${what}. Open the page, and come back then.`,
        },
      },
    },
    requestState: state,
  };
}
