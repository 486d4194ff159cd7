import * as z from 'zod';
import type { MethodName } from '../methods.ts';

const texts = z.record(z.string(), z.string());
const LIST = z.object({ cursor: z.string().optional() });

/** Parameters of the methods that have some, as far as every revision has them. */
const PARAMS: Partial<Record<MethodName, z.ZodType>> = {
  'logging/setLevel': z.object({
    level: z.enum(['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']),
  }),
  'tools/list': LIST,
  'resources/list': LIST,
  'resources/templates/list': LIST,
  'prompts/list': LIST,
  'tools/call': z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()).optional() }),
  'resources/read': z.object({ uri: z.string() }),
  'resources/subscribe': z.object({ uri: z.string() }),
  'resources/unsubscribe': z.object({ uri: z.string() }),
  'prompts/get': z.object({ name: z.string(), arguments: texts.optional() }),
  'completion/complete': z.object({
    ref: z.discriminatedUnion('type', [
      z.object({ type: z.literal('ref/prompt'), name: z.string() }),
      z.object({ type: z.literal('ref/resource'), uri: z.string() }),
    ]),
    argument: z.object({ name: z.string(), value: z.string() }),
    context: z.object({ arguments: texts.optional() }).optional(),
  }),
};

/** What is wrong with the parameters of a method, as a sentence that names the field; undefined if nothing is. */
export function faultOfParams(method: MethodName, params: unknown): string | undefined {
  const checked = PARAMS[method]?.safeParse(params ?? {});
  const [issue] = checked?.error?.issues ?? [];
  return issue && `"${['params', ...issue.path].join('.')}" ${expectationOf(issue)}.`;
}

function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${issue.expected === 'string' ? 'a string' : 'an object'}`;
    case 'invalid_value':
      return `has to be one of ${issue.values.join(', ')}`;
    case 'invalid_union':
      return 'has to be "ref/prompt" or "ref/resource"';
    default:
      return 'is not valid';
  }
}
