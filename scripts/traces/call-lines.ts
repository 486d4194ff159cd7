import * as z from 'zod';

const Span = z.object({
  name: z.string(),
  id: z.string(),
  parent: z.string().optional(),
  /** Unix milliseconds. */
  start: z.number(),
  ms: z.number(),
  outcome: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type Span = z.infer<typeof Span>;

/** What a function writes of one call (functions/core/tracing/recording.ts), where its spans are kept. */
const CallLine = z.object({
  service: z.string(),
  correlation_id: z.string(),
  trace_id: z.string(),
  tool: z.string().optional(),
  spans: z.array(Span).min(1),
});
export type CallLine = z.infer<typeof CallLine>;

/** What the local gateway writes of one request. */
export interface GatewayLine {
  correlationId: string;
  /** Method, path and status. */
  text: string;
  start: number;
  ms: number;
}

export interface LogLines {
  calls: CallLine[];
  requests: GatewayLine[];
}

/** Reads what is about calls from the log of the local cloud; every other line is passed over. */
export function readLog(text: string): LogLines {
  const lines: LogLines = { calls: [], requests: [] };
  for (const line of text.split('\n')) {
    const [, at = '', kind, rest = ''] = /^(\S+) (function|access) \S+ (.*)$/.exec(line) ?? [];
    if (kind === 'function' && rest.startsWith('{"_aws"')) {
      const call = callOf(rest);
      if (call) lines.calls.push(call);
    } else if (kind === 'access') {
      const request = requestOf(at, rest);
      if (request) lines.requests.push(request);
    }
  }
  return lines;
}

/** A line that was being written while the file was read is not JSON yet. */
function callOf(json: string): CallLine | undefined {
  try {
    return CallLine.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

function requestOf(at: string, text: string): GatewayLine | undefined {
  const [, what, ms, correlationId] = /^(.*) ([\d.]+) ms(?: \(client left\))? ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (what === undefined || correlationId === undefined) return undefined;
  return { correlationId, text: what, start: Date.parse(at) - Number(ms), ms: Number(ms) };
}
