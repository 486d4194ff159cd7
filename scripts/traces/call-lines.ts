import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from '../command/command-error.ts';

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

/** The log line of one call in a function (functions/core/tracing/recording.ts), if its spans are kept. */
const CallLine = z.object({
  service: z.string(),
  correlation_id: z.string(),
  trace_id: z.string(),
  tool: z.string().optional(),
  spans: z.array(Span).min(1),
});
export type CallLine = z.infer<typeof CallLine>;

/** The log line of one request in the local gateway. */
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

/**
 * The log of the local cloud that runs, or ran, on a state folder.
 *
 * @throws {CommandError} if there is no log
 */
export async function readLogFile(state: string): Promise<LogLines> {
  try {
    return readLog(await readFile(join(state, 'cloud.log'), 'utf8'));
  } catch (error) {
    throw new CommandError(`There is no log in ${state}: start the local cloud with npm start.`, { cause: error });
  }
}

/** Reads the lines about calls from the log of the local cloud; other lines are left out. */
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

/** The last line of the file may be incomplete, and then is not JSON. */
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
