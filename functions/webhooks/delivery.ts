import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ManifoldError } from '../core/errors/manifold-error.ts';

/** A queue takes more, but no provider sends as much. */
const MAX_BYTES = 200_000;

type Context = APIGatewayProxyEvent['requestContext'];

/** The fields of API Gateway's event that this function reads. */
export interface WebhookRequest
  extends Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'multiValueHeaders' | 'pathParameters'> {
  requestContext: Pick<Context, 'requestId'> & { identity: Pick<Context['identity'], 'sourceIp'> };
}

/** One request of a provider, as it was received. */
export interface Delivery {
  /** The bytes of the body: signatures cover these bytes, not the parsed value. */
  body: Buffer;
  /** Value of a header by its name in lower case; undefined if it is missing or occurs twice. */
  header(name: string): string | undefined;
}

/**
 * The body and headers of a request of API Gateway. It passes a body as text if it takes the media type for text (all
 * of them, since no binary media types are declared), otherwise in base64. Bytes that are not UTF-8 are lost in text,
 * and such a body fails its signature.
 *
 * @throws {ManifoldError} E2006 if the body is too large
 */
export function deliveryOf({ body, isBase64Encoded, multiValueHeaders }: WebhookRequest): Delivery {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BYTES) {
    throw new ManifoldError('E2006', `The body has ${bytes.length} bytes.`, {
      details: { expectedFormat: `at most ${MAX_BYTES} bytes` },
    });
  }
  const headers = new Map<string, string[]>();
  for (const [name, values = []] of Object.entries(multiValueHeaders ?? {})) {
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), ...values]);
  }
  return {
    body: bytes,
    header: (name) => {
      const [only, ...more] = headers.get(name) ?? [];
      return more.length === 0 ? only : undefined;
    },
  };
}
