/** The parts of the family harness that this helper needs; the test opens the harness. */
interface Harness<Outcome, Changes> {
  run(name: string, args: Record<string, unknown>, changes?: Changes): Promise<Outcome>;
  read(uri: string, changes?: Changes): Promise<unknown>;
}

/** The tools of the family, as one person calls them. */
export function subscriber<Outcome, Changes extends { owner?: string }>(
  harness: Harness<Outcome, Changes>,
  owner: string,
) {
  const by = (changes?: Changes) => ({ owner, ...changes }) as Changes;
  return {
    owner,
    subscribe: (plan = 'personal', changes?: Changes) =>
      harness.run('create_subscription', { plan_id: plan, payment_method_id: 'default' }, by(changes)),
    change: (args: Record<string, unknown>, changes?: Changes) => harness.run('update_subscription', args, by(changes)),
    cancel: (args: Record<string, unknown>, changes?: Changes) => harness.run('cancel_subscription', args, by(changes)),
    read: (what: string) => harness.read(`billing://${owner}/${what}`, by()) as Promise<Record<string, unknown>>,
  };
}
