import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface AwsEndpoint {
  readonly url: string;
  stop(): void;
}

export interface AwsAnswers {
  /** Secrets by their id. */
  readonly secrets: Readonly<Record<string, Record<string, string>>>;
  /** Answers a buffered invocation of a function. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
}

/** Answers the two requests to AWS that a call makes beside DynamoDB: reading a secret, and invoking a function. */
export async function startAwsEndpoint({ secrets, invoke }: AwsAnswers): Promise<AwsEndpoint> {
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    const [, functionName] = /\/functions\/([^/]+)\/invocations/.exec(request.url ?? '') ?? [];
    const answer =
      functionName === undefined
        ? { SecretString: JSON.stringify(secrets[body.SecretId]) }
        : await invoke(decodeURIComponent(functionName), body);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => server.close(),
  };
}
