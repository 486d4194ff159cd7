/**
 * Every metric of the namespace `Manifold`, with its unit. The names are a contract: dashboards and alarms hold them.
 * All have the dimensions `stage` and `service`; docs/observability.md says which have a third one.
 */
export const METRICS = {
  /** Messages to front, and invocations of every other function. */
  Calls: 'Count',
  /** Calls that ended with an error of the catalogue. */
  Errors: 'Count',
  /** Errors that the caller did not cause: the tool, the provider or the platform failed. */
  Faults: 'Count',
  /** From the call's arrival in the function to its answer. */
  LatencyMs: 'Milliseconds',
  /** First calls of new instances. */
  ColdStart: 'Count',
  /** Tool calls that a guard refused. */
  Refusals: 'Count',
  /** Requests and calls over a limit. */
  RateLimited: 'Count',
  /** Calls denied because a policy could not be evaluated. */
  PolicyFault: 'Count',
  /** Stored records that break their contract, counted at each read. */
  RecordUnreadable: 'Count',
  /** Audit events that could not be written; each refuses its call. */
  AuditFault: 'Count',
  /** Ended windows that a run of the audit sealer left to the next run; 0 if the sealer keeps up. */
  AuditWindowsBehind: 'Count',
  /** Windows that a run of the sealer could not seal; its log names the window and the reason. */
  AuditWindowFailed: 'Count',
  /** Audit events that left the table, since they are sealed and older than the stage keeps them there. */
  AuditEventsRetired: 'Count',
  /** Audit events that arrived after their window was sealed; they are sealed as late. */
  AuditLateEvents: 'Count',
  /** Calls without an outcome that the sealer closed as `unknown`: their function was killed. */
  AuditCallsClosed: 'Count',
  /** Items of the audit that were changed or removed before they were sealed. */
  AuditItemChanged: 'Count',
  /** Credentials that the authorizer refused. */
  AuthenticationRefused: 'Count',
  /** Calls answered from the response cache. */
  CacheHit: 'Count',
  /** Calls that could have been answered from the response cache, but were not. */
  CacheMiss: 'Count',
  /** Hits with a stale response, which is being refreshed. */
  CacheStale: 'Count',
  /** Requests to the store of the response cache that failed. */
  CacheFault: 'Count',
  /** Calls that waited for the answer to another, identical call. */
  SingleFlightWaits: 'Count',
  /** Requests of a family to its provider. */
  ProviderCalls: 'Count',
  /** Provider calls without an answer, or with a status of 500 or above. */
  ProviderErrors: 'Count',
  /** Time from a request to a provider until the headers of its answer. */
  ProviderLatencyMs: 'Milliseconds',
  /** Webhook events that were queued, that had been queued before, and that were refused. */
  WebhookAccepted: 'Count',
  WebhookRepeated: 'Count',
  WebhookRefused: 'Count',
  /** Openings of a circuit breaker, after five failures of a provider. */
  BreakerOpened: 'Count',
  /** Requests that an open circuit breaker let through as a probe. */
  BreakerProbed: 'Count',
  /** Closings of a circuit breaker, once a provider answers again. */
  BreakerClosed: 'Count',
} as const satisfies Record<string, 'Count' | 'Milliseconds'>;

export type MetricName = keyof typeof METRICS;
