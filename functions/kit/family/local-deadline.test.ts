import { expect, it } from '@jest/globals';
import { testCall } from '../../../test/support/test-call.ts';
import { withLocalDeadline } from './local-deadline.ts';

const SENT = 1_700_000_000_000;
const sent = { ...testCall().context, sentAt: SENT, deadline: SENT + 30_000 };

it.each([
  ['arrives at once', 0, 30_000],
  ['arrives after the function has started', 9_000, 30_000],
  ['seems to arrive before it was sent', -60_000, -30_000],
  ['seems to arrive a minute after it was sent', 60_000, 90_000],
])('a call that %s gets a deadline by the local clock', (_how, ahead, deadline) => {
  expect(withLocalDeadline(sent, SENT + ahead).deadline).toBe(SENT + deadline);
});

it('keeps the deadline of a call without the time at which it was sent', () => {
  const { sentAt: _sentAt, ...context } = sent;
  expect(withLocalDeadline(context, SENT + 60_000)).toEqual(context);
});
