import { describe, expect, it } from '@jest/globals';
import type { TaskInput } from '../../../schemas/task-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { answersForFamily, inputChange, outstanding, withAnswers } from './task-input.ts';
import { taskVault } from './task-vault.ts';

const vault = taskVault(onlyKey('ab'.repeat(32)), { tenant: 'acme', principal: 'user:1', taskId: 't' });
const question = { method: 'elicitation/create', params: { message: 'Sure?' } };
const asked = { status: 'input_required' as const, inputRequests: { name: question, sure: question }, meta: {} };
const input: TaskInput = { requests: { '1.name': question, '1.sure': question }, answers: {} };

describe('a question of a task', () => {
  it('has a key of its own in each step, even if the family asks by the same name', () => {
    const keysOf = (round: number) => {
      const change = inputChange({ round }, asked, { elicitation: {} }, vault);
      if (change instanceof ManifoldError) throw change;
      return Object.keys(vault.input({ input: change.set.input } as never)?.requests ?? {});
    };
    expect(keysOf(1)).toEqual(['1.name', '1.sure']);
    expect(keysOf(2)).toEqual(['2.name', '2.sure']);
  });

  it('is refused if the client did not declare the capability for it', () => {
    expect(inputChange({ round: 1 }, asked, { sampling: {} }, vault)).toMatchObject({
      code: 'E3012',
      details: { requiredCapabilities: { elicitation: {} } },
    });
  });
});

describe('an answer', () => {
  it('closes its question, and leaves the others open', () => {
    const answered = withAnswers(input, { '1.name': { action: 'accept' } });
    expect(answered && Object.keys(outstanding(answered))).toEqual(['1.sure']);
  });

  it.each([
    ['an unknown key', { other: 1 }],
    ['the key of another step', { '2.name': 1 }],
    ['no key at all', {}],
  ])('changes nothing if it has %s', (_, given) => {
    expect(withAnswers(input, given)).toBeUndefined();
  });

  it('does not replace an earlier answer', () => {
    const first = withAnswers(input, { '1.name': 'first' });
    expect(first && withAnswers(first, { '1.name': 'second' })).toBeUndefined();
  });

  it('reaches the family under the name by which it asked', () => {
    const dotted = { requests: { '1.a.b': question }, answers: { '1.a.b': 'yes' } };
    expect(answersForFamily(dotted)).toEqual({ 'a.b': 'yes' });
  });
});
