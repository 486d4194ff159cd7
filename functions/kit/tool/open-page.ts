import * as z from 'zod';
import type { Call } from './call.ts';
import type { InputRequired } from './define-tool.ts';

const UrlElicitation = z.looseObject({ elicitation: z.looseObject({ url: z.looseObject({}) }) });

/**
 * Whether the client can send the person to a page in the middle of this call, and was not asked to yet.
 * @param key under which the client answers
 */
export function canOpenPage({ context }: Pick<Call, 'context'>, key: string): boolean {
  const wasAsked = context.inputResponses !== undefined && key in context.inputResponses;
  return !wasAsked && UrlElicitation.safeParse(context.clientCapabilities).success;
}

/**
 * Sends the person to a page, as an elicitation of a URL: what is typed on the page reaches neither client nor model.
 * @param page.state what the call goes on with once the client answers
 */
export function askToOpenPage(page: { key: string; url: string; message: string; state: string }): InputRequired {
  const { key, url, message, state } = page;
  return {
    inputRequests: { [key]: { method: 'elicitation/create', params: { mode: 'url', url, message } } },
    requestState: state,
  };
}
