import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPA_FILES, type PolicyEngineSetting } from '../../../schemas/policy-engine.ts';
import { egressDispatcher } from '../../core/egress/egress-dispatcher.ts';
import { checkDestination, egressFetch } from '../../core/egress/egress-fetch.ts';
import { egressRule } from '../../core/egress/egress-rule.ts';
import { providerRequest } from '../../core/egress/request-span.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { SecretReader } from '../../core/secrets/secret-reader.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';
import { loadCedar } from './cedar/load-cedar.ts';
import type { PolicyEngine } from './engine.ts';
import { opaBundleEngine } from './opa/opa-bundle.ts';
import { opaServerEngine } from './opa/opa-server.ts';
import { type PolicySource, policySource } from './policy-source.ts';

export interface EngineParts {
  /** Table of the policies that Cedar evaluates. */
  readonly registry: RegistryTable;
  /** The platform's secret; its member `opaToken`, if there is one, is the bearer token for the OPA server. */
  readonly secret: SecretReader;
  /** Folder with the files of `opa-wasm`; default: that of this module, which is the folder of the bundle. */
  readonly folder?: string;
}

/** The policy engine that the stage's setting names. Whatever it is, a call that it cannot decide is refused. */
export function engineOfStage(setting: PolicyEngineSetting, { registry, secret, folder }: EngineParts): PolicySource {
  switch (setting.engine) {
    case 'cedar':
      // Loading takes longest of all that front does when it starts. A failure shows when a decision needs Cedar.
      loadCedar().catch(() => undefined);
      return policySource(registry, loadCedar);
    case 'opa-server': {
      const engine = opaServerEngine({
        url: setting.url,
        path: setting.rule,
        timeoutMs: setting.timeoutMs,
        token: async () => (await secret()).opaToken,
        fetch: fetchFrom(setting.url),
      });
      return async () => engine;
    }
    case 'opa-wasm':
      return loadedOnce(() => bundledEngine(folder ?? dirname(fileURLToPath(import.meta.url)), setting.entrypoint));
  }
}

/** `fetch` that reaches the host of this URL and no other; the host may be in a private network. */
function fetchFrom(base: string): (url: URL, init: RequestInit) => Promise<Response> {
  const rule = egressRule(['private:setting:URL'], { URL: base });
  const dispatcher = egressDispatcher(rule);
  return (url, init) => {
    checkDestination(rule, url);
    const method = init.method ?? 'GET';
    return providerRequest({ method, host: url.host }, () => egressFetch(url, { ...init, dispatcher }));
  };
}

async function bundledEngine(folder: string, entrypoint: string): Promise<PolicyEngine> {
  const data = join(folder, OPA_FILES.data);
  return opaBundleEngine({
    wasm: await readFile(join(folder, OPA_FILES.wasm)),
    data: existsSync(data) ? (JSON.parse(await readFile(data, 'utf8')) as object) : {},
    entrypoint,
  });
}

/**
 * Loads the engine when a request first needs it, and again after a failure.
 * @throws {ManifoldError} (from the returned function) E5004 if the engine does not load
 */
function loadedOnce(load: () => Promise<PolicyEngine>): PolicySource {
  let loading: Promise<PolicyEngine> | undefined;
  return async () => {
    loading ??= load();
    try {
      return await loading;
    } catch (cause) {
      loading = undefined;
      throw new ManifoldError('E5004', 'The policy engine does not load, so no call is allowed.', { cause });
    }
  };
}
