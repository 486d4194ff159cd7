import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Issuer } from '../../../schemas/issuer.ts';
import { IssuerMetadata, type IssuerReading } from '../../../schemas/issuer-metadata.ts';

/** Longer than a cold start and two attempts of the reader. */
const GIVE_UP_MS = 8_000;

/** Reads the metadata that an issuer publishes. @throws {Error} if the issuer gives no usable answer */
export type IssuerReader = (issuer: Pick<Issuer, 'name'>) => Promise<IssuerMetadata>;

/** @param functionArn the issuer reader (functions/issuer-reader), which reaches issuers that this function cannot */
export function lambdaIssuerReader(client: Pick<LambdaClient, 'send'>, functionArn: string): IssuerReader {
  return async ({ name }) => {
    const reading: IssuerReading = { issuer: name };
    const { FunctionError, Payload = new Uint8Array() } = await client.send(
      new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(reading)) }),
      { abortSignal: AbortSignal.timeout(GIVE_UP_MS) },
    );
    const text = Buffer.from(Payload).toString();
    if (FunctionError !== undefined) throw new Error(`The metadata of the issuer ${name} could not be read: ${text}`);
    return IssuerMetadata.parse(JSON.parse(text));
  };
}
