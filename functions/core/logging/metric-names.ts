/**
 * Every metric of the namespace `Manifold`, with its unit. The names are a contract: dashboards and alarms hold them.
 * All have the dimensions `stage` and `service`; docs/observability.md says which have a third one.
 */
export const METRICS = {
  /** Messages that front was sent, and invocations of every other function. */
  Calls: 'Count',
  /** Calls that ended with an error of the catalogue, whosever fault it was. */
  Errors: 'Count',
  /** Errors that are not the caller's: the tool, the provider or the platform failed. */
  Faults: 'Count',
  /** From the call's arrival in the function to its answer. */
  LatencyMs: 'Milliseconds',
  /** Calls that a new instance answered first. */
  ColdStart: 'Count',
  /** Tool calls that a guard refused. */
  Refusals: 'Count',
  /** Requests and calls over a limit. */
  RateLimited: 'Count',
  /** Calls denied because a policy could not be evaluated. */
  PolicyFault: 'Count',
  /** Stored records that break their contract and were left out, each time that they are read. */
  RecordUnreadable: 'Count',
  /** Audit events that could not be written; each refuses its call. */
  AuditFault: 'Count',
  /** Closed windows of the audit that a run of the sealer left to the next; 0 where it keeps up. */
  AuditWindowsBehind: 'Count',
  /** Windows that a run of the sealer could not seal; its log names the window and the reason. */
  AuditWindowFailed: 'Count',
  /** Audit events that left the table, since they are sealed and older than the stage keeps them there. */
  AuditEventsRetired: 'Count',
  /** Audit events that arrived after their window was sealed; they are sealed as late. */
  AuditLateEvents: 'Count',
  /** Calls without an outcome that the sealer closed as `unknown`: their function was killed. */
  AuditCallsClosed: 'Count',
  /** Credentials that the authorizer refused. */
  AuthenticationRefused: 'Count',
  /** Calls answered from the response cache. */
  CacheHit: 'Count',
  /** Calls that may be answered from the response cache, and were not. */
  CacheMiss: 'Count',
  /** Of the hits, those with an answer whose time is over and that is being renewed. */
  CacheStale: 'Count',
  /** Requests to the store of the response cache that failed. */
  CacheFault: 'Count',
  /** Calls that waited for the answer that another call was getting. */
  SingleFlightWaits: 'Count',
  /** Requests of a family to its provider. */
  ProviderCalls: 'Count',
  /** Of those, the ones without an answer, or with one of 500 or above. */
  ProviderErrors: 'Count',
  /** From a request to a provider until the head of its answer. */
  ProviderLatencyMs: 'Milliseconds',
  /** Events of providers that were queued; that had been before; that were refused. */
  WebhookAccepted: 'Count',
  WebhookRepeated: 'Count',
  WebhookRefused: 'Count',
  /** Times that five failures of a provider opened its breaker. */
  BreakerOpened: 'Count',
  /** Requests that were let through an open breaker to find out. */
  BreakerProbed: 'Count',
  /** Times that a provider was found to answer again. */
  BreakerClosed: 'Count',
} as const satisfies Record<string, 'Count' | 'Milliseconds'>;

export type MetricName = keyof typeof METRICS;
