import * as z from 'zod';
import type { Cloud } from '../../local/cloud.ts';
import type { ControlRoute } from './control-server.ts';

/** A fault of AWS calls, as a test asks for it; an omitted field fits every call. */
export const FaultOrder = z.strictObject({
  service: z.string().optional(),
  operation: z.string().optional(),
  /** Part of the caller's ARN, which ends in the name of its function. */
  caller: z.string().optional(),
  /** All of these are in the request. */
  contains: z.array(z.string()).default([]),
  answer: z.union([z.literal('hang up'), z.object({ code: z.string(), message: z.string() })]),
  times: z.int().optional(),
  /** Function whose processes are killed when the fault hits. */
  kills: z.string().optional(),
});
export type FaultOrder = z.input<typeof FaultOrder>;

/** What a test does to a queue. */
const QUEUE_ACTIONS = ['twice', 'reversed', 'orderly', 'release', 'drained', 'counts'] as const;
const QueueAction = z.enum(QUEUE_ACTIONS);

type FaultRoute = 'faults' | 'kills' | 'clocks' | 'concurrency' | 'queues' | 'database-kills' | 'stolen-roles';

/**
 * Faults that tests cause in the cloud: `POST /faults` (answers with an id), `POST /faults/<id>/end` (answers how many
 * calls it hit), `POST /kills/<function>`, `POST /clocks/<function>/<seconds>`, `POST /concurrency/<executions>` (answers
 * with the number before), `POST /queues/<queue>/<action>`, `POST /database-kills`, `POST /stolen-roles` (answers with the
 * credentials of every function's role).
 */
export function faultRoutes(cloud: Cloud): Record<FaultRoute, ControlRoute> {
  const faults = new Map<string, () => number>();
  return {
    faults: async ([id], body) => {
      if (id !== undefined) {
        const struck = faults.get(id)?.();
        faults.delete(id);
        return { struck };
      }
      const name = String(faults.size + 1) + Math.random().toString(36).slice(2);
      faults.set(name, inject(cloud, FaultOrder.parse(body)));
      return { id: name };
    },
    kills: async ([name = '']) => ({ killed: cloud.killInstances(name) }),
    'database-kills': async () => {
      await cloud.killDatabase();
      return {};
    },
    'stolen-roles': async () => cloud.roleCredentials(),
    clocks: async ([name = '', seconds]) => {
      cloud.setClock(name, Number(seconds));
      return {};
    },
    concurrency: async ([executions]) => ({ before: cloud.setUnreservedConcurrency(Number(executions)) }),
    queues: async ([name = '', wanted]) => {
      const action = QueueAction.parse(wanted);
      const queue = cloud.queue(name);
      if (action === 'release') queue.release();
      else if (action === 'drained') await queue.drained();
      else if (action !== 'counts') queue.deliver(action);
      return queue.counts();
    },
  };
}

function inject(cloud: Cloud, order: z.output<typeof FaultOrder>): () => number {
  const { service, operation, caller = '', contains, answer, times, kills } = order;
  return cloud.fault({
    answer,
    times,
    strikes: (call) => {
      const strikes =
        (service === undefined || call.service === service) &&
        (operation === undefined || call.operation === operation) &&
        call.caller.includes(caller) &&
        contains.every((part) => call.body.includes(part));
      if (strikes && kills !== undefined) cloud.killInstances(kills);
      return strikes;
    },
  });
}
