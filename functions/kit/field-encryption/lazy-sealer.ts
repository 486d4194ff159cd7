import type { Sealer } from './sealer.ts';

/** The sealer of a family; the client of KMS is loaded with the first use, since most calls of a family seal nothing. */
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
  const [{ kmsClient }, { kmsSealer }] = await Promise.all([
    import('../../core/aws/clients/kms.ts'),
    import('./kms-sealer.ts'),
  ]);
  return kmsSealer({ client: kmsClient(), keyArn, family });
}
