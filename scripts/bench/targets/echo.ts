import { bodyOf, listenAndPrintUrl } from './listen.ts';

/** The least that a server can do: node:http reads a JSON body and answers with it. */
listenAndPrintUrl(async (request, response) => {
  const message: unknown = JSON.parse((await bodyOf(request)).toString());
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(message));
});
