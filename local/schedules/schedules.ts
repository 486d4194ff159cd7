import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../account.ts';
import { byName } from '../by-name.ts';
import type { Asynchronous } from '../lambda/asynchronous.ts';
import { buffered } from '../lambda/buffered.ts';
import type { Functions, Resolved } from '../lambda/functions.ts';
import type { Logs } from '../log.ts';
import { sentence } from '../start-error.ts';
import type { Timing } from './expression.ts';

export type ScheduleTarget = {
  functionArn: string;
  /** Constant payload, JSON; undefined for EventBridge's own event. */
  input?: string;
};

export type Schedule = {
  name: string;
  arn: string;
  /** As the template has it, e.g. `rate(5 minutes)`. */
  expression: string;
  timing: Timing;
  enabled: boolean;
  targets: readonly ScheduleTarget[];
  /** Why a target may not be invoked; undefined if it may. */
  refusal(target: Resolved): string | undefined;
};

/** The answer of one target when its schedule was run by hand. */
export type ScheduleRun = { schedule: string; functionName: string; failed: boolean; payload: string };

/** The longest delay of a timer in Node. */
const LONGEST_WAIT_MS = 3_600_000;

/** The schedules of an assembly, on their clock: rates count from the start, each invocation is asynchronous. */
export class Schedules {
  private readonly schedules = new Map<string, Schedule>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly functions: Functions;
  private readonly asynchronous: Asynchronous;
  private readonly logs: Logs;

  constructor(parts: { functions: Functions; asynchronous: Asynchronous; logs: Logs }) {
    this.functions = parts.functions;
    this.asynchronous = parts.asynchronous;
    this.logs = parts.logs;
  }

  define(schedule: Schedule): void {
    this.schedules.set(schedule.name, schedule);
  }

  all(): Schedule[] {
    return [...this.schedules.values()];
  }

  start(): void {
    for (const schedule of this.schedules.values()) if (schedule.enabled) this.await(schedule, new Date());
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /**
   * Runs a schedule now and waits for what its functions answer; a failure is not retried.
   * @param name of the schedule or of a function that it invokes, or a part of either that fits one schedule alone
   * @throws Error if none or several fit; AwsError if the function is at its concurrency.
   */
  async run(name: string): Promise<ScheduleRun[]> {
    const schedule = byName('schedule', name, this.all(), namesOf);
    const runs: ScheduleRun[] = [];
    for (const target of schedule.targets) {
      const resolved = this.resolve(schedule, target);
      if (typeof resolved === 'string') throw new Error(resolved);
      const { payload, failed } = await buffered(
        await this.functions.invoke(resolved, { payload: payloadOf(schedule, target, new Date()) }),
      );
      const { functionName } = resolved.configuration;
      runs.push({ schedule: schedule.name, functionName, failed, payload: payload.toString() });
    }
    return runs;
  }

  private await(schedule: Schedule, since: Date): void {
    const due = schedule.timing(since);
    if (due) this.sleep(schedule, due);
  }

  private sleep(schedule: Schedule, due: Date): void {
    const left = due.getTime() - Date.now();
    const timer = setTimeout(
      () => {
        if (Date.now() < due.getTime()) {
          this.sleep(schedule, due);
          return;
        }
        this.fire(schedule, due);
        this.await(schedule, due);
      },
      Math.min(Math.max(left, 0), LONGEST_WAIT_MS),
    );
    timer.unref();
    this.timers.set(schedule.name, timer);
  }

  private fire(schedule: Schedule, due: Date): void {
    for (const target of schedule.targets) {
      const resolved = this.resolve(schedule, target);
      if (typeof resolved === 'string') {
        this.logs.write('denied', schedule.name, resolved);
        continue;
      }
      try {
        this.asynchronous.submit(resolved, { payload: payloadOf(schedule, target, due) });
      } catch (error) {
        this.logs.write('cloud', schedule.name, sentence(error));
      }
    }
  }

  private resolve(schedule: Schedule, { functionArn }: ScheduleTarget): Resolved | string {
    try {
      const resolved = this.functions.resolve(functionArn);
      const refusal = schedule.refusal(resolved);
      return refusal === undefined ? resolved : `schedule ${schedule.name} may not invoke ${resolved.arn}: ${refusal}`;
    } catch (error) {
      return `schedule ${schedule.name} invokes nothing: ${sentence(error)}`;
    }
  }
}

function namesOf({ name, targets }: Schedule): string[] {
  return [name, ...targets.map(({ functionArn }) => functionArn.split(':function:')[1]?.split(':')[0] ?? functionArn)];
}

/** The event of a schedule (EventBridge User Guide, "Events from AWS services": Scheduled Event). */
function payloadOf({ arn }: Schedule, { input }: ScheduleTarget, due: Date): Buffer {
  const event = {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: `${due.toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [arn],
    detail: {},
  };
  return Buffer.from(input ?? JSON.stringify(event));
}
