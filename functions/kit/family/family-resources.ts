import { ENV } from '../../../schemas/environment.ts';
import { type FamilyManifest, usesBreaker } from '../../../schemas/family-manifest.ts';
import { documentClient } from '../../core/aws/document-client.ts';
import { requireEnv } from '../../core/environment.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { safeSecret } from '../../core/secrets/safe-secret.ts';
import { secretReader } from '../../core/secrets/secret-reader.ts';
import { sharedBreakers } from '../breaker/breaker.ts';
import { lazySealer } from '../field-encryption/lazy-sealer.ts';
import { lazyFiles } from '../files/lazy-files.ts';
import { useByDefault } from '../outbound/default-egress.ts';
import { openOutbound } from '../outbound/outbound.ts';
import type { FamilyResources } from './call-of.ts';

/** What a family has by its manifest and its environment. Made once per instance; nothing is asked for yet. */
export function familyResources(manifest: FamilyManifest): FamilyResources {
  const settings = Object.fromEntries(
    Object.entries(manifest.settings).map(([name, setting]) => [name, process.env[name] ?? setting.default]),
  );
  const breakers = usesBreaker(manifest)
    ? sharedBreakers({ client: documentClient, table: requireEnv(ENV.STATE_TABLE) }, { family: manifest.name })
    : undefined;
  const outbound = openOutbound(manifest.egress, settings, { breakers });
  // Providers' SDKs that take no agent go through the same checks.
  useByDefault(outbound);
  const hasSecret = Object.keys(manifest.secrets).length > 0;
  return {
    settings,
    secret: hasSecret
      ? safeSecret(manifest.name, secretReader(requireEnv(ENV.FAMILY_SECRET)), process.env[ENV.KIND])
      : () => Promise.reject(new ManifoldError('E5001', `The family "${manifest.name}" declares no secrets.`)),
    outbound: outbound.fetch,
    sdk: outbound,
    table: manifest.store && {
      client: documentClient,
      table: requireEnv(ENV.FAMILY_TABLE),
      indexes: manifest.store.indexes,
    },
    files: manifest.files && lazyFiles(requireEnv(ENV.FAMILY_FILES)),
    sealer: manifest.fieldEncryption ? lazySealer(requireEnv(ENV.FAMILY_KEY), manifest.name) : undefined,
  };
}
