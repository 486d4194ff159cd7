import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Rules of the stand-in: the value of the rule at a path, or undefined if the rule is undefined for the input. */
export type Rules = (path: string, input: unknown) => unknown;

export interface OpaStandIn {
  readonly url: string;
  /** Values of `Authorization`, by request. */
  readonly tokens: readonly (string | undefined)[];
  stop(): Promise<void>;
}

/**
 * A small server that speaks the Data API of OPA as its documentation describes it (openpolicyagent.org/docs/latest/
 * rest-api, "Get a Document (with Input)"): `POST /v1/data/<path>` with `{ "input": … }` answers `{ "result": … }`, and
 * `{}` if the document is undefined; a failed evaluation answers 500. It evaluates no Rego.
 */
export async function opaStandIn(rules: Rules): Promise<OpaStandIn> {
  const tokens: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    tokens.push(request.headers.authorization);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const path = /^\/v1\/data\/(.+)$/.exec(request.url ?? '')?.[1];
    if (request.method !== 'POST' || path === undefined) return answer(404, { code: 'resource_not_found' });
    try {
      const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: unknown };
      answer(200, { result: rules(path, input) });
    } catch (error) {
      answer(500, { code: 'internal_error', message: String(error) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
