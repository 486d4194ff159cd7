import * as z from 'zod';
import type { ProviderMessage } from './provider-failure.ts';

/** The provider's envelope; failures may stand in `message` or in `data.message`, also with HTTP 200. */
const Envelope = z.looseObject({
  code: z.number().optional(),
  message: z.string().optional(),
  /** Milliseconds since 1970. */
  timestamp: z.number().optional(),
  transaction_id: z.string().optional(),
  data: z.unknown().optional(),
});

const WithMessage = z.looseObject({ message: z.string() });

/** An answer without its envelope. */
export interface Unwrapped {
  reply: ProviderMessage;
  /** `data` of the envelope; the whole body if the answer has no envelope (IFSC look-up). */
  data: unknown;
  transactionId?: string;
  /** Unix time in seconds at which the provider answered. */
  answeredAt: number;
}

/** Removes the envelope; undefined if the body is not JSON. */
export function unwrap(status: number, text: string, retryAfter: string | null): Unwrapped | undefined {
  const body = parseJson(text);
  if (body === undefined) return undefined;
  const envelope = Envelope.safeParse(body);
  const hasEnvelope = envelope.success && (envelope.data.code !== undefined || 'data' in envelope.data);
  const { code, message, timestamp, transaction_id, data } = envelope.success ? envelope.data : {};
  const inner = WithMessage.safeParse(data);
  return {
    reply: {
      // HTTP 200 with another code inside is a failure that the gateway in front of the provider did not notice.
      status: status === 200 && code !== undefined ? code : status,
      message: (inner.success ? inner.data.message : message) ?? (typeof body === 'string' ? body : ''),
      retryAfter: retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined,
    },
    data: hasEnvelope ? data : body,
    transactionId: transaction_id || undefined,
    answeredAt: Math.floor((timestamp ?? Date.now()) / 1000),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
