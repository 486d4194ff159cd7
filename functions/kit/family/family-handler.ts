import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { ENV } from '../../../schemas/environment.ts';
import { type FamilyManifest, marksStarts } from '../../../schemas/family-manifest.ts';
import { type CallContext, type Frame, Invocation, type Outcome } from '../../../schemas/invocation.ts';
import { dynamoDbClient } from '../../core/aws/clients/dynamodb.ts';
import { documentClient } from '../../core/aws/document-client.ts';
import { requireEnv } from '../../core/environment.ts';
import { answeredError } from '../../core/errors/answered-error.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { markStarted } from '../../core/state-table/start-mark.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { recordInvocation } from '../../core/tracing/record-invocation.ts';
import { inCallScope } from '../breaker/call-scope.ts';
import type { Family } from '../tool/define-family.ts';
import { answerInvocation } from './answer-invocation.ts';
import { backgroundWork } from './background.ts';
import { callOf, type FamilyResources } from './call-of.ts';
import { watchCancellation } from './cancellation.ts';
import { familyResources } from './family-resources.ts';
import { withLocalDeadline } from './local-deadline.ts';

/** True if a tool of the family streams. The whole family then answers in frames. */
export function answersInFrames(manifest: Pick<FamilyManifest, 'tools'>): boolean {
  return manifest.tools.some((tool) => tool.streaming);
}

/**
 * The Lambda handler of a family. It answers with one `Outcome`; a family with a streaming tool writes newline-delimited
 * `Frame`s instead, the last one with the outcome. Errors are outcomes too, so a handler that throws is a defect of the
 * function. Scheduled runs and webhook events arrive here as well.
 *
 * @example
 * // handler.ts
 * export const handler = familyHandler(family);
 */
export function familyHandler(family: Family): unknown {
  const resources = resourcesOf(family.manifest);
  const serve = (event: unknown, emit: (frame: Frame) => void) =>
    recordInvocation(event, () => serveInvocation(family, resources, event, emit));
  if (!answersInFrames(family.manifest)) {
    return middy().handler((event: unknown, context: Context) => {
      const work = backgroundWork(family, resources, event);
      return work ? work(context.getRemainingTimeInMillis()) : serve(event, () => undefined);
    });
  }
  return awslambda.streamifyResponse(async (event: unknown, stream: Writable, context: Context) => {
    const work = backgroundWork(family, resources, event);
    if (work) {
      // Lambda expects one JSON value for background work, not frames.
      stream.end(JSON.stringify((await work(context.getRemainingTimeInMillis())) ?? null));
      return;
    }
    const write = (frame: Frame) => stream.write(`${JSON.stringify(frame)}\n`);
    write({ frame: 'outcome', outcome: await serve(event, write) });
    stream.end();
  });
}

type HandlerResources = FamilyResources & {
  /** The table with cancel records; set if calls can be cancelled. */
  state?: { client: DynamoDBClient; table: string };
  /** The table with start marks; set if calls are claimed. */
  begin?: StateTable;
};

function resourcesOf(manifest: FamilyManifest): HandlerResources {
  return {
    ...familyResources(manifest),
    state: answersInFrames(manifest) ? { client: dynamoDbClient(), table: requireEnv(ENV.STATE_TABLE) } : undefined,
    begin: marksStarts(manifest) ? { client: documentClient, table: requireEnv(ENV.STATE_TABLE) } : undefined,
  };
}

async function serveInvocation(
  family: Family,
  resources: HandlerResources,
  event: unknown,
  emit: (frame: Frame) => void,
): Promise<Outcome> {
  const parsed = Invocation.safeParse(event);
  if (!parsed.success) throw new Error('The event is not an invocation.', { cause: parsed.error });
  const invocation = parsed.data;
  const context = withLocalDeadline(invocation.context);
  const cancellation = watchCancellation(context, resources.state);
  try {
    const call = callOf(context, cancellation.signal, resources, emit);
    const claimed = context.startMark !== undefined;
    return await inCallScope({ claimed, hurried: context.hurried, patient: family.manifest.slowProvider }, () =>
      answerInvocation(family, invocation, call, () => beginCall(resources.begin, context)),
    );
  } catch (thrown) {
    return {
      status: 'error',
      error: answeredError(thrown, {
        correlationId: context.correlationId,
        showTrace: process.env[ENV.SHOW_TRACES] === 'true',
      }),
      meta: {},
    };
  } finally {
    cancellation.stop();
  }
}

/** Marks a claimed call as started before it is executed. A call without the mark has certainly not been executed. */
async function beginCall(state: StateTable | undefined, { startMark }: CallContext): Promise<void> {
  if (startMark === undefined) return;
  if (!state) throw new ManifoldError('E5001', 'A claimed call reached a family that marks no starts.');
  await markStarted(state, startMark, randomUUID());
}
