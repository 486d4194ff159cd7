import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ManifoldError } from '../core/errors/manifold-error.ts';

/** What a queue takes is more, but no provider here sends as much. */
const MAX_BYTES = 200_000;

type Context = APIGatewayProxyEvent['requestContext'];

/** The fields of API Gateway's event that this function reads. */
export interface WebhookRequest
  extends Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'multiValueHeaders' | 'pathParameters'> {
  requestContext: Pick<Context, 'requestId'> & { identity: Pick<Context['identity'], 'sourceIp'> };
}

/** One request of a provider, as it came. */
export interface Delivery {
  /** The body byte by byte: signatures are over these bytes, not over what they mean. */
  body: Buffer;
  /** Value of a header, by its name in lower case; undefined where it is missing or comes twice. */
  header(name: string): string | undefined;
}

/**
 * The request without what the gateway made of it. API Gateway hands a body over as text where it takes the media type
 * for text (no binary media types are declared, so all of them), else in base64; bytes that are no UTF-8 are lost in
 * text, and such a body fails its signature.
 *
 * @throws {ManifoldError} E2006 where the body is too large
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
