import * as z from 'zod';
import type { Decision, PolicyRequest } from '../../../../schemas/policy.ts';
import { deniedByFault, type PolicyEngine } from '../engine.ts';
import { decisionOf, opaInput } from './opa-decision.ts';
import { visibleByDecision } from './visible-by-decision.ts';

export interface OpaServerOptions {
  /** Base URL of the server, e.g. `https://opa.internal:8181`. */
  url: string;
  /** Path of the rule below `/v1/data`, e.g. `manifold/authz/decision`. */
  path: string;
  /** Milliseconds after which there is no answer. */
  timeoutMs: number;
  /** Bearer token, where the server asks for one. */
  token?: string;
  /** The way out; the platform's outbound client where the server is not on this host. */
  fetch: (url: URL, init: RequestInit) => Promise<Response>;
}

const Body = z.object({ result: z.unknown().optional() });

/**
 * The engine over an OPA server: `POST /v1/data/<path>` with `{ input }`
 * (openpolicyagent.org/docs/latest/rest-api, "Get a Document (with Input)"). No answer in time, an answer other than
 * 200, or one that is no decision, is a denial with the fault in `errors`.
 */
export function opaServerEngine(options: OpaServerOptions): PolicyEngine {
  const url = new URL(`v1/data/${options.path.replace(/^\/+/, '')}`, withSlash(options.url));
  const headers = {
    'content-type': 'application/json',
    ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
  };
  const decide = async (request: PolicyRequest): Promise<Decision> => {
    try {
      const body = JSON.stringify({ input: opaInput(request) });
      const signal = AbortSignal.timeout(options.timeoutMs);
      const response = await options.fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
      if (response.status !== 200) {
        await response.body?.cancel();
        return deniedByFault(`OPA answered with status ${response.status}.`);
      }
      return decisionOf(Body.parse(await response.json()).result);
    } catch (error) {
      return deniedByFault(`OPA did not answer: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return { decide, visible: (request) => visibleByDecision(request, decide) };
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
