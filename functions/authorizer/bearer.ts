import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

/** The credential if there is exactly one `Authorization` header, with the Bearer scheme (RFC 6750). */
export function bearerOf(event: Pick<APIGatewayRequestAuthorizerEvent, 'multiValueHeaders'>): string | undefined {
  const values = Object.entries(event.multiValueHeaders ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .flatMap(([, headers]) => headers ?? []);
  if (values.length !== 1) return undefined;
  return /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(values[0] ?? '')?.[1];
}
