import { existsSync } from 'node:fs';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import {
  type CedarEngine,
  cedarEngine,
  type PolicyRecords,
} from '../../functions/platform/policy/cedar/cedar-engine.ts';
import { unreadArguments } from '../../functions/platform/policy/cedar/unread-arguments.ts';
import { loadPolicyRecords } from '../../functions/platform/policy/policy-repository.ts';
import type { RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';
import { PLATFORM } from '../../schemas/keys.ts';
import type { Decision } from '../../schemas/policy.ts';
import type { PolicyRecord } from '../../schemas/policy-records.ts';
import type { Progress } from '../audit/progress.ts';
import type { TimeRange } from '../audit/time-range.ts';
import type { CommandResult } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';
import { recordFromFile, registryState } from './policy-state.ts';
import { replayReport } from './replay-report.ts';
import { type ReplayedCall, replayOf } from './replay-request.ts';
import { validateCommand } from './validate-command.ts';

export interface Replay {
  readonly registry: RegistryTable;
  readonly audit: AuditTable;
  /** The candidate: a file of one policy. */
  readonly file: string;
  readonly range: TimeRange;
  /** Only this tenant's calls. */
  readonly tenant?: string | undefined;
  readonly progress: Progress;
}

/**
 * Decides recorded calls again, with the present policies and with the candidate, and reports the differences. The
 * candidate replaces the policy with its id, or is added. It is enforced, even if its file names another mode.
 *
 * @throws {CommandError} if the candidate is missing or not valid
 */
export async function replayCommand(replay: Replay): Promise<CommandResult> {
  const { registry, audit, file, range, tenant, progress } = replay;
  if (!existsSync(file)) throw new CommandError(`There is no file "${file}".`);
  const state = await registryState(registry, PLATFORM);
  const validation = validateCommand(state, [file]);
  if (validation.exitCode !== 0) throw new CommandError(validation.text);
  const candidate: PolicyRecord = { ...recordFromFile(state.cedar, file), status: 'active', mode: 'ENFORCE' };
  const present = state.records.policies.find((record) => isSame(record, candidate));

  const engines = new Map<string, Engines>();
  const enginesOf = async (of: string) => {
    const known = engines.get(of);
    if (known) return known;
    const records = of === PLATFORM ? state.records : await loadPolicyRecords(registry, of);
    const made = {
      now: cedarEngine(state.cedar, records),
      next: cedarEngine(state.cedar, withCandidate(records, candidate)),
      unread: unreadArguments(state.cedar, [...records.policies, candidate]),
    };
    engines.set(of, made);
    return made;
  };

  const report = replayReport();
  for await (const { hour, events } of eventsBetween(audit, { ...range, tenant })) {
    for (const event of events) {
      const replayed = replayOf(state.catalogue, event);
      if (!replayed) continue;
      if ('not' in replayed) {
        report.skip(replayed.not);
        continue;
      }
      const { now, next, unread } = await enginesOf(event.tenant);
      const { request, hashed } = replayed.call;
      const undecidable = unread(request, hashed);
      if (undecidable) {
        const { argument, policy } = undecidable;
        report.skip(`undecidable: audit has a hash of "${argument}", which ${policy} looks at`);
        continue;
      }
      report.add(replayed.call, answerOf(now, replayed.call), answerOf(next, replayed.call));
    }
    progress(`replayed up to ${hour}`);
  }
  const place = present ? `in place of ${present.id}@${present.version}` : 'in addition to the others';
  const { from, to } = range;
  const spanned = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  const address = candidate.text.includes('sourceIp') ? ['Addresses are known only without their host part.'] : [];
  return { text: [`${candidate.id}, ${place}, ${spanned}`, ...report.lines(), ...address].join('\n'), exitCode: 0 };
}

/** Engines for one tenant: the present policies, those with the candidate, and the check for undecidable calls. */
interface Engines {
  readonly now: CedarEngine;
  readonly next: CedarEngine;
  readonly unread: ReturnType<typeof unreadArguments>;
}

/** The decision about a call. If policies hid the tool, its arguments are unknown, so the visibility of the tool decides. */
function answerOf(
  engine: CedarEngine,
  { request, decided }: ReplayedCall,
): Pick<Decision, 'effect' | 'reasons' | 'errors'> {
  if (decided !== undefined) return engine.decide(request);
  const { principal, context, resource } = request;
  const [isListed] = engine.visible({ principal, context, resources: [resource] });
  return isListed
    ? { effect: 'allow', reasons: ['It was hidden, and would be listed.'], errors: [] }
    : { effect: 'deny', reasons: ['It would be hidden.'], errors: [] };
}

const isSame = (one: PolicyRecord, other: PolicyRecord) => one.id === other.id && one.tenant === other.tenant;

function withCandidate(records: PolicyRecords, candidate: PolicyRecord): PolicyRecords {
  return { ...records, policies: [...records.policies.filter((record) => !isSame(record, candidate)), candidate] };
}
