import * as z from 'zod';
import type { Call } from '../../../kit/tool/call.ts';
import type { InputRequired } from '../../../kit/tool/define-tool.ts';

/** The key under which the caller answers. */
const SIGN_IN = 'sign_in';

const UrlElicitation = z.looseObject({ elicitation: z.looseObject({ url: z.looseObject({}) }) });

/** Whether the caller can be sent to a page in the middle of a call, and has not been yet. */
export function canSignIn({ context }: Call): boolean {
  const asked = context.inputResponses !== undefined && SIGN_IN in context.inputResponses;
  return !asked && UrlElicitation.safeParse(context.clientCapabilities).success;
}

/** Sends a person to Plaid's page to sign in at the bank: what is typed there passes by client and model. */
export function askToSignIn({ url, bank }: { url: string; bank: string }): InputRequired {
  return {
    inputRequests: {
      [SIGN_IN]: {
        method: 'elicitation/create',
        params: { mode: 'url', url, message: `${bank} wants you to sign in again. Open the page, and come back then.` },
      },
    },
    requestState: 'sign-in',
  };
}
