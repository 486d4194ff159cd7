import type { Decision, Effect } from '../../schemas/policy.ts';
import type { ReplayedCall } from './replay-request.ts';

/** Number of examples in a line. */
const EXAMPLES = 2;

interface Group {
  tool: string;
  tenant: string;
  principal: string;
  count: number;
  reason: string;
  examples: string[];
}

type Answer = Pick<Decision, 'effect' | 'reasons' | 'errors'>;

/** Decisions that a candidate would change, counted by tool and principal. */
export interface ReplayReport {
  /** Adds one call, with its present decision and that of the candidate. */
  add(call: ReplayedCall, now: Answer, candidate: Answer): void;
  skip(reason: string): void;
  lines(): string[];
}

const HEADINGS: Record<Effect, string> = {
  deny: 'Newly denied',
  allow: 'Newly allowed',
  'requires-approval': 'Newly waiting for an approval',
};

export function replayReport(): ReplayReport {
  const changes: Record<Effect, Map<string, Group>> = {
    deny: new Map(),
    allow: new Map(),
    'requires-approval': new Map(),
  };
  const skipped = new Map<string, number>();
  let calls = 0;
  let otherThen = 0;
  let faults = 0;
  return {
    add({ event, decided }, now, candidate) {
      calls += 1;
      if (decided !== undefined && decided !== now.effect) otherThen += 1;
      if (candidate.errors.length > 0) faults += 1;
      if (now.effect === candidate.effect) return;
      const { target, tenant, principal, at, correlationId } = event;
      const key = JSON.stringify([target, tenant, principal]);
      const groups = changes[candidate.effect];
      const group = groups.get(key) ?? {
        tool: target,
        tenant,
        principal,
        count: 0,
        reason: candidate.reasons[0] ?? '',
        examples: [],
      };
      group.count += 1;
      if (group.examples.length < EXAMPLES) group.examples.push(`${at} ${correlationId}`);
      groups.set(key, group);
    },
    skip: (reason) => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1),
    lines() {
      const sections = (['deny', 'requires-approval', 'allow'] as const).flatMap((effect) =>
        section(HEADINGS[effect], [...changes[effect].values()]),
      );
      const notReplayed = [...skipped.values()].reduce((sum, count) => sum + count, 0);
      return [
        `${calls} ${calls === 1 ? 'call was' : 'calls were'} replayed.`,
        ...sections,
        ...(sections.length === 0 ? ['Nothing would change for them.'] : []),
        ...(faults > 0 ? [`The candidate cannot be evaluated for ${faults} of them, and so denies them.`] : []),
        ...(otherThen > 0
          ? [`${otherThen} of them were decided otherwise at the time: policies, roles or tools have changed since.`]
          : []),
        ...(notReplayed > 0 ? [`${notReplayed} ${notReplayed === 1 ? 'call' : 'calls'} could not be replayed:`] : []),
        ...byCount([...skipped]).map(([reason, count]) => `  ${count}  ${reason}`),
      ];
    },
  };
}

function section(heading: string, groups: Group[]): string[] {
  if (groups.length === 0) return [];
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return [
    `${heading}: ${total}`,
    ...groups
      .toSorted((a, b) => b.count - a.count || (a.tool < b.tool ? -1 : 1))
      .flatMap(({ tool, tenant, principal, count, reason, examples }) => [
        `  ${count}  ${tool}  ${principal} of ${tenant}${reason === '' ? '' : `: ${reason}`}`,
        ...examples.map((example) => `       ${example}`),
      ]),
  ];
}

const byCount = (entries: [string, number][]) => entries.toSorted(([, a], [, b]) => b - a);
