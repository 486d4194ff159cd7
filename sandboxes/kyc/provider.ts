import * as z from 'zod';
import type { Answer, RawRequest, Reply, StandIn } from '../shared/serve.ts';
import { aadhaarRoutes } from './routes/aadhaar.ts';
import { bankRoutes } from './routes/bank.ts';
import { DigiLocker } from './routes/digilocker.ts';
import { mcaRoutes } from './routes/mca.ts';
import { panRoutes } from './routes/pan.ts';
import { bare, failure } from './wire/answer.ts';
import { refuseBody, refuseQuery } from './wire/contract.ts';
import { FaultFinder } from './wire/faults.ts';
import { matchPath, type Route, textsOf } from './wire/route.ts';
import { TokenIssuer } from './wire/token-issuer.ts';
import { Transcript } from './wire/transcript.ts';

const Control = z.strictObject({
  expireTokens: z.literal(true).optional(),
  down: z.boolean().optional(),
  rotateSecret: z.strictObject({ apiKey: z.string(), apiSecret: z.string() }).optional(),
  token: z
    .strictObject({
      shape: z.enum(['envelope', 'top-level']).optional(),
      form: z.enum(['jwt', 'opaque']).optional(),
      lifetimeSeconds: z.int().positive().optional(),
    })
    .optional(),
});

/** The stand-in provider without its HTTP server: one request in, one reply out. */
export class StandInProvider implements StandIn {
  readonly transcript = new Transcript();
  private readonly tokens = new TokenIssuer();
  private readonly faults = new FaultFinder();
  private readonly digilocker = new DigiLocker();
  private readonly routes: readonly Route[] = [
    ...panRoutes,
    ...aadhaarRoutes,
    ...bankRoutes,
    ...mcaRoutes,
    ...this.digilocker.routes,
  ];
  private down = false;

  handle(request: RawRequest): Reply {
    const { method, url, headers } = request;
    const reply = this.reply(request);
    if (url.pathname.startsWith('/__')) return reply;
    const dropped = reply.fault?.kind === 'drop' || reply.fault?.kind === 'cut';
    this.transcript.add({
      method,
      path: url.pathname,
      queryNames: [...url.searchParams.keys()],
      headerNames: Object.keys(headers).sort(),
      status: dropped ? 0 : reply.answer.status,
      at: new Date().toISOString(),
    });
    return reply;
  }

  /** The path without personal parts: account numbers and sessions. */
  shapeOf(path: string): string {
    return path.replace(/\/(accounts|sessions)\/[^/]+/, '/$1/…');
  }

  private reply(request: RawRequest): Reply {
    const { method, url } = request;
    if (url.pathname === '/__control' && method === 'POST') return { answer: this.control(request.text) };
    if (url.pathname === '/__transcript') return { answer: this.showTranscript(method) };
    if (this.down) return { answer: failure(503, 'Source Unavailable') };
    if (url.pathname === '/authenticate' && method === 'POST')
      return { answer: this.tokens.authenticate(request.headers) };
    const open = this.answerOpenly(url);
    if (open) return { answer: open };
    for (const route of this.routes) {
      const params = route.method === method ? matchPath(route.template, url.pathname) : undefined;
      if (params) return this.answerRoute(route, params, request);
    }
    return { answer: failure(404, 'Not Found') };
  }

  /** Addresses that a browser or a downloader opens: the address itself is the credential. */
  private answerOpenly({ pathname, searchParams }: URL): Answer | undefined {
    if (pathname === '/public/oauth2/1/authorize') return this.digilocker.authorize(searchParams.get('state') ?? '');
    return this.digilocker.download(pathname, searchParams.get('X-Amz-Signature'));
  }

  private answerRoute(route: Route, params: Record<string, string>, request: RawRequest): Reply {
    const refusal = this.tokens.refuse(request.headers);
    if (refusal) return { answer: refusal };
    const body = parseBody(request.text);
    const query = Object.fromEntries(request.url.searchParams);
    const fault = this.faults.find(markersIn(params, query, body));
    if (fault?.kind === 'expire-token') {
      this.tokens.expire(request.headers.authorization);
      return { answer: failure(403, 'Forbidden') };
    }
    if (fault?.kind === 'answer') return { answer: fault.answer };
    const answer =
      refuseQuery(route, query) ??
      refuseBody(route, request.headers['content-type'] ?? '', body) ??
      route.answer({ params, query, body: fieldsOf(body), texts: textsOf(fieldsOf(body)), baseUrl: request.baseUrl });
    return fault ? { answer, fault } : { answer };
  }

  private control(text: string): Answer {
    const parsed = Control.safeParse(parseBody(text));
    if (!parsed.success) return bare(400, { error: z.prettifyError(parsed.error) });
    const { expireTokens, down, rotateSecret, token } = parsed.data;
    if (expireTokens || rotateSecret) this.tokens.expire();
    if (rotateSecret) this.tokens.credentials = rotateSecret;
    if (down !== undefined) this.down = down;
    this.tokens.options = { ...this.tokens.options, ...token };
    return bare(200, { ok: true });
  }

  private showTranscript(method: string): Answer {
    if (method === 'DELETE') this.transcript.clear();
    return bare(200, { requests: this.transcript.list() });
  }
}

function parseBody(text: string): unknown {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

const fieldsOf = (body: unknown) =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};

/** Everything that may hold `simulate:…`: free texts of a request, and the branch code SIMU0 with a word after it. */
function markersIn(params: Record<string, string>, query: Record<string, string>, body: unknown): unknown[] {
  const fields = fieldsOf(body);
  const redirect =
    typeof fields.redirect_url === 'string' ? /[?&](simulate[:-][^&]+)/.exec(fields.redirect_url)?.[1] : undefined;
  return [
    ...Object.values(params),
    ...Object.values(query),
    ...Object.values(fields),
    redirect,
    branchMarker(params.ifsc),
  ];
}

/** `SIMU0000429` stands for `simulate:429`, `SIMU00DROPX` for `simulate:drop`: an IFSC has eleven characters. */
function branchMarker(ifsc = ''): string | undefined {
  const word = /^SIMU0+([A-Z]+|[1-9]\d*?)X*$/.exec(ifsc)?.[1]?.replace(/X+$/, '');
  return word && `simulate:${word.toLowerCase()}`;
}
