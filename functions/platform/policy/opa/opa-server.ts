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
  /** Milliseconds to wait for the decision. */
  timeoutMs: number;
  /** Gives the bearer token for the server; undefined if the server asks for none. */
  token?: () => Promise<string | undefined>;
  /** Sends the request, guarded as every connection of the platform is. */
  fetch: (url: URL, init: RequestInit) => Promise<Response>;
}

const Body = z.object({ result: z.unknown().optional() });

/**
 * The engine over an OPA server: `POST /v1/data/<path>` with `{ input }`
 * (openpolicyagent.org/docs/latest/rest-api, "Get a Document (with Input)"). If no answer comes in time, its status is
 * not 200, or it is not a decision, the decision is a denial with the fault in `errors`.
 */
export function opaServerEngine(options: OpaServerOptions): PolicyEngine {
  const url = new URL(`v1/data/${options.path.replace(/^\/+/, '')}`, withSlash(options.url));
  const decide = async (request: PolicyRequest): Promise<Decision> => {
    try {
      const body = JSON.stringify({ input: opaInput(request) });
      const signal = AbortSignal.timeout(options.timeoutMs);
      const headers = headersFor(await options.token?.());
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

const JSON_TYPE = { 'content-type': 'application/json' };

function headersFor(token: string | undefined): Record<string, string> {
  return token === undefined ? JSON_TYPE : { ...JSON_TYPE, authorization: `Bearer ${token}` };
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
