import { expect, it } from '@jest/globals';
import { testCall } from '../../../test/support/test-call.ts';
import { askToOpenPage, canOpenPage } from './open-page.ts';

const base = testCall();
const client = (capabilities: Record<string, unknown>, inputResponses?: Record<string, unknown>) =>
  testCall({ context: { ...base.context, clientCapabilities: capabilities, inputResponses } });

it('sends the person to a page if the client can open pages', () => {
  expect(canOpenPage(client({ elicitation: { url: {} } }), 'sign_in')).toBe(true);
});

it.each<Record<string, unknown>>([{}, { elicitation: {} }, { elicitation: { form: {} } }])(
  'does not send the person to a page if the client cannot open one: %j',
  (capabilities) => {
    expect(canOpenPage(client(capabilities), 'sign_in')).toBe(false);
  },
);

it('does not send the person to the same page a second time', () => {
  const answered = client({ elicitation: { url: {} } }, { sign_in: { action: 'decline' } });
  expect(canOpenPage(answered, 'sign_in')).toBe(false);
  expect(canOpenPage(answered, 'authenticate')).toBe(true);
});

it('asks for the page as an elicitation of a URL, with the state to go on with', () => {
  const page = { key: 'sign_in', url: 'https://bank.example/', message: 'Sign in.', state: 'sign-in' };
  expect(askToOpenPage(page)).toEqual({
    inputRequests: {
      sign_in: {
        method: 'elicitation/create',
        params: { mode: 'url', url: 'https://bank.example/', message: 'Sign in.' },
      },
    },
    requestState: 'sign-in',
  });
});
