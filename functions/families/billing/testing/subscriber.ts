/** What of a laboratory is needed here; tests bring it, since helpers may not open one. */
interface Lab<Outcome, Changes> {
  run(name: string, args: Record<string, unknown>, changes?: Changes): Promise<Outcome>;
  read(uri: string, changes?: Changes): Promise<unknown>;
}

/** The tools of the family as one person calls them. */
export function subscriber<Outcome, Changes extends { owner?: string }>(lab: Lab<Outcome, Changes>, owner: string) {
  const by = (changes?: Changes) => ({ owner, ...changes }) as Changes;
  return {
    owner,
    subscribe: (plan = 'personal', changes?: Changes) =>
      lab.run('create_subscription', { plan_id: plan, payment_method_id: 'default' }, by(changes)),
    change: (args: Record<string, unknown>, changes?: Changes) => lab.run('update_subscription', args, by(changes)),
    cancel: (args: Record<string, unknown>, changes?: Changes) => lab.run('cancel_subscription', args, by(changes)),
    read: (what: string) => lab.read(`billing://${owner}/${what}`, by()) as Promise<Record<string, unknown>>,
  };
}
