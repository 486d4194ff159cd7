import type { Sealer } from './sealer.ts';

/** The sealer of a family. It loads the client of KMS on first use, since most calls need none. */
export function lazySealer(keyArn: string, family: string): Sealer {
  let sealer: Promise<Sealer> | undefined;
  const loaded = () => {
    sealer ??= load(keyArn, family);
    return sealer;
  };
  return {
    seal: async (text, context) => (await loaded()).seal(text, context),
    open: async (sealed, context) => (await loaded()).open(sealed, context),
  };
}

async function load(keyArn: string, family: string): Promise<Sealer> {
  const [{ KMSClient }, { kmsSealer }] = await Promise.all([import('@aws-sdk/client-kms'), import('./kms-sealer.ts')]);
  const client = new KMSClient({ maxAttempts: 3, requestHandler: { requestTimeout: 2_000, connectionTimeout: 1_000 } });
  return kmsSealer({ client, keyArn, family });
}
