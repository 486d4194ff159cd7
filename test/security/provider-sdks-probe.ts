/**
 * provider-sdks.test.ts runs this in a separate process, because errors inside Jest belong to two realms. It lets the
 * providers' own SDKs, set up like in families, call hosts that a family may and may not reach. It prints, as JSON, the
 * result of each call and the hosts for which the server was called.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Alpaca } from '@alpacahq/alpaca-trade-api';
import { Configuration, PlaidApi } from 'plaid';
import Stripe from 'stripe';
import type { Resolve } from '../../functions/core/egress/egress-guard.ts';
import { openOutbound } from '../../functions/kit/outbound/outbound.ts';

/** Hosts that requests came in for. */
let seen: string[] = [];
/** Addresses that names resolve to, one after another; the last one stays. */
let addresses = ['127.0.0.1'];

const server = http.createServer((request, response) => {
  request.resume();
  const host = `${request.headers.host?.split(':')[0]}`;
  seen.push(host);
  // 307 asks for the same method and body again, credentials included.
  if (host === 'redirects.example') response.writeHead(307, { location: `http://undeclared.example:${port}/` });
  else response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"id":"x","object":"balance","status":"ACTIVE"}');
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address() as AddressInfo;

const resolve: Resolve = (_hostname, _options, callback) => {
  const address = addresses.length > 1 ? addresses.shift() : addresses[0];
  callback(null, [{ address: address ?? '', family: 4 }]);
};
/** A family that declares its provider, one that redirects, and one whose name is public but leads inside. */
const openFamily = () =>
  openOutbound(
    [`private:provider.example:${port}`, `private:redirects.example:${port}`, `public.example:${port}`],
    {},
    { resolve },
  );
type Ways = ReturnType<typeof openFamily>;

/** The `fetch` of a tool call. */
const callFetch = ({ fetch }: Ways) =>
  ((input, init) => fetch(input, init, { correlationId: 'c' })) as typeof globalThis.fetch;

const stripeAt = (host: string, options: Partial<ConstructorParameters<typeof Stripe>[1]>) =>
  new Stripe('sk_test_nobody', {
    host,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    ...options,
  }).balance.retrieve();

/** Each SDK as a family makes it. */
const SDKS: Record<string, (ways: Ways, host: string) => Promise<unknown>> = {
  'stripe with an agent': ({ agents }, host) => stripeAt(host, { httpAgent: agents.http }),
  'stripe with fetch': (ways, host) => stripeAt(host, { httpClient: Stripe.createFetchHttpClient(callFetch(ways)) }),
  plaid: ({ agents }, host) =>
    new PlaidApi(
      new Configuration({
        basePath: `http://${host}:${port}`,
        // Without `proxy: false` axios takes a proxy from the environment, whose agent is its own.
        baseOptions: { httpAgent: agents.http, httpsAgent: agents.https, proxy: false },
      }),
    ).institutionsGet({ count: 1, offset: 0, country_codes: [] }),
  alpaca: (ways, host) => {
    const alpaca = new Alpaca({
      keyId: 'key',
      secret: 'secret',
      paper: true,
      retry: false,
      // The SDK knows Alpaca's own hosts alone.
      fetchApi: (input, init) => callFetch(ways)(`http://${host}:${port}${new URL(String(input)).pathname}`, init),
    });
    return alpaca.trading.account.getAccount();
  },
};

/** `answered`, the code of the platform's refusal however deep the SDK buries it, or `failed`. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'answered';
  } catch (thrown) {
    return codeIn(thrown, 0) ?? 'failed';
  }
}

function codeIn(thrown: unknown, depth: number): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || depth > 6) return undefined;
  if (Reflect.get(thrown, 'name') === 'ManifoldError') return String(Reflect.get(thrown, 'code'));
  const inside = ['cause', 'detail', 'raw'].map((name) => codeIn(Reflect.get(thrown, name), depth + 1));
  return inside.find((code) => code !== undefined);
}

const HOSTS = ['provider.example', 'undeclared.example', '127.0.0.1', '169.254.169.254', 'public.example'];
const report: Record<string, Record<string, string>> = {};
for (const [name, ask] of Object.entries(SDKS)) {
  const outcomes: Record<string, string> = {};
  const note = async (what: string, work: () => Promise<unknown>) => {
    seen = [];
    const outcome = await outcomeOf(work());
    outcomes[what] = [outcome, ...seen].join(' ');
  };
  for (const host of HOSTS) await note(host, () => ask(openFamily(), host));
  // The test checks only that no other host was called, not whether the SDK reports a failure.
  seen = [];
  await outcomeOf(ask(openFamily(), 'redirects.example'));
  outcomes['redirected away'] = seen.join(' ');
  addresses = ['127.0.0.1', '169.254.169.254'];
  await note('before its name changes', () => ask(openFamily(), 'provider.example'));
  await note('after its name changed', () => ask(openFamily(), 'provider.example'));
  addresses = ['127.0.0.1'];
  report[name] = outcomes;
}
server.closeAllConnections();
server.close();
console.log(JSON.stringify(report));
process.exit(0);
