import { bareHandler } from './bare-handler.ts';
import { bodyOf, listenAndPrintUrl } from './listen.ts';

/** The SDK's handler over plain node:http. */
const handler = bareHandler();

listenAndPrintUrl(async (request, response) => {
  const parsedBody: unknown = JSON.parse((await bodyOf(request)).toString());
  const headers = new Headers(
    Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const url = `http://${request.headers.host}${request.url}`;
  const answer = await handler.fetch(new Request(url, { method: 'POST', headers }), { parsedBody });
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
});
