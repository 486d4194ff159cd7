import { StartError } from '../../start-error.ts';

/** ARN of the function in the URI of an integration or authorizer. */
export function functionOf(uri: unknown): string {
  const [, arn] = /\/functions\/(.+?)\/(?:response-streaming-)?invocations$/.exec(String(uri)) ?? [];
  if (!arn)
    throw new StartError(
      `The integration URI ${uri} does not name a function, which is all that the local cloud knows.`,
    );
  return arn;
}
