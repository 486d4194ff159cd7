import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

type Headers = Pick<APIGatewayRequestAuthorizerEvent, 'multiValueHeaders'>;

/** The credential if there is exactly one `Authorization` header, with the Bearer scheme (RFC 6750). */
export function bearerOf(event: Headers): string | undefined {
  const values = authorizationOf(event);
  if (values.length !== 1) return undefined;
  return /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(values[0] ?? '')?.[1];
}

/** Whether a request has an `Authorization` header at all. A client that comes for the first time has none. */
export function presentsNothing(event: Headers): boolean {
  return authorizationOf(event).length === 0;
}

function authorizationOf({ multiValueHeaders }: Headers): string[] {
  return Object.entries(multiValueHeaders ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .flatMap(([, headers]) => headers ?? []);
}
