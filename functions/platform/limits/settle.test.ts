import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../schemas/invocation.ts';
import { ManifoldError, toErrorBody } from '../../core/errors/manifold-error.ts';
import { notMadeBy, notMadeWith } from './settle.ts';

const error = toErrorBody(new ManifoldError('E4007', 'There is no such payment.'), {
  correlationId: 'c',
  showTrace: false,
});

describe('a call that did not reach its family', () => {
  it.each([
    [
      'that a person has to confirm',
      new ManifoldError('E3007', 'Ask.', { details: { confirmationToken: 't' } }),
      'asked',
    ],
    ['that somebody has to approve', new ManifoldError('E3010', 'Ask.'), 'asked'],
    ['that the person declined', new ManifoldError('E3007', 'No.'), 'refused'],
    ['that a policy denies', new ManifoldError('E1004', 'No.'), 'refused'],
    ['that failed in a guard', new Error('anything'), 'refused'],
  ])('%s is counted as such', (_what, thrown, how) => {
    expect(notMadeBy(thrown)).toBe(how);
  });

  it.each<[what: string, outcome: Outcome, how: string | undefined]>([
    ['with a question', { status: 'input_required', inputRequests: {}, meta: {} }, 'asked'],
    ['with the refusal of its effect', { status: 'error', error, meta: {} }, 'refused'],
    ['with a replayed failure', { status: 'error', error, meta: { replayed: true } }, undefined],
    ['with a replayed result', { status: 'ok', meta: { replayed: true } }, undefined],
  ])('%s is counted as such or stays counted', (_what, outcome, how) => {
    expect(notMadeWith(outcome)).toBe(how);
  });
});
