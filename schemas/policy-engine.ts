import * as z from 'zod';

/** Path of a Rego rule, as OPA writes it in URLs and entry points: `manifold/authz/decision`. */
const RulePath = z.string().regex(/^\w+(\/\w+)*$/, 'expected a path such as manifold/authz/decision');

/**
 * The policy engine of a stage (docs/policy.md): a setting, which reaches front as JSON in `POLICY_ENGINE`.
 *
 * - `cedar`: the policies of the registry, evaluated inside front
 * - `opa-server`: a rule of an Open Policy Agent server, asked over HTTP
 * - `opa-wasm`: Rego compiled to WebAssembly, evaluated inside front
 */
export const PolicyEngineSetting = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('cedar') }),
  z.strictObject({
    engine: z.literal('opa-server'),
    /** Base URL of the server, such as `https://opa.example.com`. Front connects to this host and to no other. */
    url: z.url({ protocol: /^https?$/ }),
    /** The rule that decides, below `/v1/data`. */
    rule: RulePath,
    /** Milliseconds to wait for a decision; a call without one is denied. */
    timeoutMs: z.int().min(50).max(5_000).default(1_000),
  }),
  z.strictObject({
    engine: z.literal('opa-wasm'),
    /** Path of `policy.wasm`, from the root of the repository. Synthesis copies the file into front's code. */
    wasm: z.string().min(1),
    /** Path of the bundle's `data.json`; absent: the rules read no data. */
    data: z.string().min(1).optional(),
    /** The entry point that decides. */
    entrypoint: RulePath,
  }),
]);
export type PolicyEngineSetting = z.infer<typeof PolicyEngineSetting>;

/** Names under which the files of `opa-wasm` lie beside front's code. */
export const OPA_FILES = { wasm: 'opa-policy.wasm', data: 'opa-data.json' } as const;
