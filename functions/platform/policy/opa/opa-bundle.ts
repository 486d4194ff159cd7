import type { LoadedPolicy } from '@open-policy-agent/opa-wasm';
import * as z from 'zod';
import type { Decision, PolicyRequest } from '../../../../schemas/policy.ts';
import { deniedByFault, type PolicyEngine } from '../engine.ts';
import { decisionOf, opaInput } from './opa-decision.ts';
import { visibleByDecision } from './visible-by-decision.ts';

export interface OpaBundleOptions {
  /** `policy.wasm` of a bundle made by `opa build -t wasm -e <entrypoint>`. */
  wasm: Uint8Array;
  /** Content of the bundle's `data.json`. */
  data: object;
  /** Entry point that gives the decision, e.g. `manifold/authz/decision`. */
  entrypoint: string;
}

/** OPA answers with a set of results. The query of one rule has one result, or none if the rule is undefined. */
const ResultSet = z.array(z.object({ result: z.unknown() }));

/**
 * The engine over Rego that was compiled to WebAssembly. It runs in this process, without a server. If the evaluation
 * fails, the decision is a denial with the fault in `errors`.
 *
 * @throws {Error} if the module is not one of OPA's, or lacks the entry point
 */
export async function opaBundleEngine({ wasm, data, entrypoint }: OpaBundleOptions): Promise<PolicyEngine> {
  const policy = await load(wasm);
  if (!Object.hasOwn(policy.entrypoints, entrypoint)) {
    const known = Object.keys(policy.entrypoints).join(', ') || 'none';
    throw new Error(`The OPA bundle has no entry point "${entrypoint}"; it has: ${known}.`);
  }
  policy.setData(data);
  const decide = (request: PolicyRequest): Decision => {
    try {
      const results = ResultSet.parse(policy.evaluate(opaInput(request), entrypoint));
      return decisionOf(results[0]?.result);
    } catch (error) {
      return deniedByFault(`The OPA bundle failed: ${textOf(error)}`);
    }
  };
  return { decide, visible: (request) => visibleByDecision(request, decide) };
}

/** The package throws texts as well as errors. */
async function load(wasm: Uint8Array): Promise<LoadedPolicy> {
  try {
    // Loaded here, since only stages with this engine need the package.
    const { loadPolicy } = await import('@open-policy-agent/opa-wasm');
    return await loadPolicy(Uint8Array.from(wasm));
  } catch (error) {
    throw new Error(`The OPA bundle does not load: ${textOf(error)}`, { cause: error });
  }
}

function textOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : JSON.stringify(error);
}
