import { randomUUID } from 'node:crypto';
import { stackId } from '../../assembly/intrinsics.ts';
import { buffered } from '../../lambda/buffered.ts';
import type { Functions } from '../../lambda/functions.ts';
import type { Logs } from '../../log.ts';
import { StartError, sentence } from '../../start-error.ts';
import type { Provider, Provisioned, RecordedResource, ResourceInput } from '../provider.ts';
import type { Answer, ResponseUrls } from '../response-urls.ts';

type RequestType = 'Create' | 'Update' | 'Delete';

/** Custom resources whose ServiceToken is a function of the assembly, invoked as CloudFormation does. */
export function customResourceProvider(functions: Functions, responses: ResponseUrls, logs: Logs): Provider {
  const ask = async (
    requestType: RequestType,
    input: ResourceInput,
    physicalId: string | undefined,
  ): Promise<Answer> => {
    const { stack, logicalId, type, properties, recorded } = input;
    const { url, answer } = responses.open();
    const event = {
      RequestType: requestType,
      RequestId: randomUUID(),
      ResponseURL: url,
      ResourceType: type,
      LogicalResourceId: logicalId,
      StackId: stackId(stack),
      ServiceToken: properties.ServiceToken,
      ResourceProperties: asText(properties),
      PhysicalResourceId: physicalId,
      ...(requestType === 'Update' ? { OldResourceProperties: asText(recorded?.properties ?? {}) } : {}),
    };
    const target = functions.resolve(String(properties.ServiceToken));
    const { failed, payload } = await buffered(
      await functions.invoke(target, { payload: Buffer.from(JSON.stringify(event)) }),
    );
    if (failed) return { Status: 'FAILED', Reason: String(JSON.parse(payload.toString()).errorMessage) };
    const seconds = Number(properties.ServiceTimeout ?? target.configuration.timeoutSeconds);
    return Promise.race([answer, silence(seconds)]);
  };

  return {
    properties: ['*'],
    async provision(input): Promise<Provisioned> {
      const { recorded, properties, stack, logicalId } = input;
      if (recorded && same(recorded.properties, properties))
        return { ref: recorded.ref, attributes: recorded.attributes ?? {} };
      const type = recorded ? 'Update' : 'Create';
      const answer = await ask(type, input, recorded?.ref);
      if (answer.Status !== 'SUCCESS')
        throw new StartError(
          `The custom resource ${stack}/${logicalId} failed to ${type.toLowerCase()}: ${answer.Reason ?? 'no reason given'}.`,
        );
      const ref = answer.PhysicalResourceId ?? logicalId;
      if (recorded && recorded.ref !== ref)
        await ask('Delete', { ...input, properties: recorded.properties ?? {} }, recorded.ref);
      return { ref, attributes: answer.Data ?? {} };
    },
    async remove(logicalId: string, recorded: RecordedResource): Promise<void> {
      const input = { stack: 'removed', logicalId, type: recorded.type, properties: recorded.properties ?? {} };
      const outcome = await ask('Delete', input, recorded.ref).catch(
        (error) => ({ Status: 'FAILED', Reason: sentence(error) }) satisfies Answer,
      );
      if (outcome.Status !== 'SUCCESS')
        logs.write('cloud', 'deploy', `the removed custom resource ${logicalId} was not deleted: ${outcome.Reason}`);
    },
  };
}

function silence(seconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    setTimeout(
      () => resolve({ Status: 'FAILED', Reason: `no answer at the ResponseURL within ${seconds} s` }),
      seconds * 1_000,
    ).unref();
  });
}

/** CloudFormation passes all scalars as text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asText(item)]));
  return String(value);
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
