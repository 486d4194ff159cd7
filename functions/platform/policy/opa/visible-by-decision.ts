import type { Decision, PolicyRequest, VisibilityRequest } from '../../../../schemas/policy.ts';

/** How many questions are under way at once. */
const AT_ONCE = 16;

/**
 * Visibility for engines that can only decide: what the principal may list is seen. The rules get to see the action
 * `tools:list` with the resource and no arguments, and say themselves what stays listed.
 */
export async function visibleByDecision(
  { principal, context, resources }: VisibilityRequest,
  decide: (request: PolicyRequest) => Decision | Promise<Decision>,
): Promise<boolean[]> {
  const visible: boolean[] = resources.map(() => false);
  const queue = resources.entries();
  const work = async () => {
    for (const [index, resource] of queue) {
      const { effect } = await decide({ principal, action: 'tools:list', resource, arguments: {}, context });
      visible[index] = effect === 'allow';
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, resources.length) }, work));
  return visible;
}
