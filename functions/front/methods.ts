/**
 * The methods of the protocol that front takes, and what each reader needs of them: the server (`servedBy`, `eras`), the
 * audit (`audited`), metrics and traces (the name, `streams`), and the limits (`charged`). A request with any other method
 * is refused before anything is done with it.
 */

/** What answers a method. `sdk`: the SDK's server answers it by itself. `streams`: subscriptions/subscriptions.ts. */
export type ServedBy = 'sdk' | 'lists' | 'tool-calls' | 'contents' | 'tasks' | 'resource-subscriptions' | 'streams';

export interface Method {
  readonly kind: 'request' | 'notification';
  readonly servedBy: ServedBy;
  /** Revisions that have the method: `modern` is 2026-07-28 and later, `legacy` all before it. */
  readonly eras: 'all' | 'modern' | 'legacy';
  /** Whether a message leaves events in the audit trail. */
  readonly audited: boolean;
  /** Whether the answer may come at the end of a stream. The metrics and spans of the message then end with the stream. */
  readonly streams: boolean;
  /** How the limits count a message: as a request, or as a request and a call of a tool. */
  readonly charged: 'request' | 'call';
}

const REQUEST = {
  kind: 'request',
  servedBy: 'sdk',
  eras: 'all',
  audited: false,
  streams: false,
  charged: 'request',
} as const satisfies Method;
const NOTIFICATION = { ...REQUEST, kind: 'notification' } as const;
const LIST = { ...REQUEST, servedBy: 'lists' } as const;
const CONTENT = { ...REQUEST, servedBy: 'contents', audited: true, streams: true } as const;
const TASK = { ...REQUEST, servedBy: 'tasks', eras: 'modern' } as const;
const RESOURCE_SUBSCRIPTION = { ...REQUEST, servedBy: 'resource-subscriptions', eras: 'legacy' } as const;

export const METHODS = {
  initialize: REQUEST,
  ping: REQUEST,
  'server/discover': REQUEST,
  'logging/setLevel': { ...REQUEST, eras: 'legacy' },
  'tools/list': LIST,
  'tools/call': { ...REQUEST, servedBy: 'tool-calls', audited: true, streams: true, charged: 'call' },
  'resources/list': LIST,
  'resources/templates/list': LIST,
  'resources/read': CONTENT,
  'resources/subscribe': RESOURCE_SUBSCRIPTION,
  'resources/unsubscribe': RESOURCE_SUBSCRIPTION,
  'prompts/list': LIST,
  'prompts/get': CONTENT,
  'completion/complete': CONTENT,
  'tasks/get': TASK,
  'tasks/update': { ...TASK, audited: true },
  'tasks/cancel': { ...TASK, audited: true },
  'subscriptions/listen': { ...REQUEST, servedBy: 'streams', eras: 'modern' },
  'notifications/initialized': NOTIFICATION,
  'notifications/cancelled': NOTIFICATION,
  'notifications/progress': NOTIFICATION,
  'notifications/roots/list_changed': NOTIFICATION,
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;

/** Methods that leave events in the audit trail, under their own name. */
export type AuditedMethod = {
  [Name in MethodName]: (typeof METHODS)[Name]['audited'] extends true ? Name : never;
}[MethodName];

/** The method of a message if the table lists it. */
export function methodOf(message: unknown): MethodName | undefined {
  const { method } = Object(message) as { method?: unknown };
  return typeof method === 'string' && Object.hasOwn(METHODS, method) ? (method as MethodName) : undefined;
}
