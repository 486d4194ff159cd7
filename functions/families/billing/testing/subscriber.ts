import { randomUUID } from 'node:crypto';
import type { CallContext, Outcome } from '../../../../schemas/invocation.ts';

/** What a test may change of a call. */
interface Changes {
  owner?: string;
  context?: Partial<CallContext>;
}

/** The parts of the family harness that this helper needs; the test opens the harness. */
interface Harness {
  run(name: string, args: Record<string, unknown>, changes?: Changes): Promise<Outcome>;
  read(uri: string, changes?: Changes): Promise<unknown>;
}

export type Subscriber = ReturnType<typeof newSubscriber>;

/** The tools of the family, as a new person calls them. */
export function newSubscriber(harness: Harness) {
  const owner = `test:subscriber-${randomUUID()}`;
  const by = (changes?: Changes) => ({ owner, ...changes });
  return {
    owner,
    subscribe: (plan = 'personal', changes?: Changes) =>
      harness.run('create_subscription', { plan_id: plan, payment_method_id: 'default' }, by(changes)),
    change: (args: Record<string, unknown>, changes?: Changes) => harness.run('update_subscription', args, by(changes)),
    resume: (args: Record<string, unknown>, changes?: Changes) => harness.run('resume_subscription', args, by(changes)),
    cancel: (args: Record<string, unknown>, changes?: Changes) => harness.run('cancel_subscription', args, by(changes)),
    read: (what: string) => harness.read(`billing://${owner}/${what}`, by()) as Promise<Record<string, unknown>>,
  };
}
