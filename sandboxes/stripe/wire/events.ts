import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApiObject, Objects } from './objects.ts';
import { now } from './objects.ts';

/** URL that events are sent to, the secret that signs them, and their types; absent: all. */
export interface Endpoint {
  url: string;
  secret: string;
  types?: readonly string[] | undefined;
}

const RETRY_AFTER_MS = [500, 2_000, 5_000];

/** Events of the API: kept, and delivered to each endpoint with a signature, again if it does not accept them. */
export class Events {
  endpoints: readonly Endpoint[] = [];
  private readonly objects: Objects;
  private readonly stopping = new AbortController();
  private readonly log: (line: string) => void;

  constructor(objects: Objects, log: (line: string) => void) {
    this.objects = objects;
    this.log = log;
  }

  emit(type: string, object: ApiObject, previous?: Record<string, unknown>): ApiObject {
    const event = this.objects.add('evt', 'event', {
      type,
      api_version: '2026-10-28.endive',
      pending_webhooks: this.endpoints.length,
      request: { id: null, idempotency_key: null },
      data: { object: structuredClone(object), previous_attributes: previous },
    });
    this.deliver(event);
    return event;
  }

  /** Sends an event in the background; a second time if asked again. */
  deliver(event: ApiObject): void {
    for (const endpoint of this.endpoints) {
      if (endpoint.types?.includes(String(event.type)) ?? true) void this.send(event, endpoint);
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private async send(event: ApiObject, { url, secret }: Endpoint): Promise<void> {
    const payload = JSON.stringify(event, null, 2);
    for (const wait of [0, ...RETRY_AFTER_MS]) {
      try {
        await pause(wait, undefined, { signal: this.stopping.signal });
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': sign(payload, secret) },
          body: payload,
          signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(10_000)]),
        });
        this.log(`event ${String(event.type)} delivered: ${answer.status}`);
        if (answer.ok) return;
      } catch {
        if (this.stopping.signal.aborted) return;
        this.log(`event ${String(event.type)} not delivered`);
      }
    }
  }
}

/** The `Stripe-Signature` header: HMAC-SHA256 over `<time>.<payload>`. */
export function sign(payload: string, secret: string, at = now()): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
}
