import { expect, it } from '@jest/globals';
import { testCall } from '../../../test/support/test-call.ts';
import { withLocalDeadline } from './local-deadline.ts';

const SENT = 1_700_000_000_000;
const sent = { ...testCall().context, sentAt: SENT, deadline: SENT + 30_000 };

it.each([
  ['arrives at once', 0, 30_000],
  ['was on its way while the function started', 9_000, 30_000],
  ['seems to arrive before it was sent', -60_000, -30_000],
  ['seems to have been on its way for longer than one can be', 60_000, 90_000],
])('a call that %s ends in time by the own clock', (_how, ahead, deadline) => {
  expect(withLocalDeadline(sent, SENT + ahead).deadline).toBe(SENT + deadline);
});

it('a call that does not say when it was sent keeps its deadline', () => {
  const { sentAt: _none, ...context } = sent;
  expect(withLocalDeadline(context, SENT + 60_000)).toEqual(context);
});
