import type Provider from 'oidc-provider';

/** What a client in a page asks of the issuer by script. People open the other paths in a browser. */
const PATHS = /^\/(\.well-known\/[\w-]+(\.json)?|oauth2\/(token|register|revoke|userInfo))$/;
/** The stage of a developer lets pages of this machine in, under any port (lib/settings/dev.ts). */
const ORIGINS = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const ALLOWED_HEADERS = 'authorization, content-type, accept, mcp-protocol-version';

/**
 * Lets pages of this machine, and no others, read what clients ask of the issuer. It takes the place of the provider's own
 * rules, which let any page read metadata and none register.
 */
export function permitPages(provider: Provider): void {
  provider.use(async (ctx, next) => {
    const origin = ctx.get('origin');
    const isPermitted = ORIGINS.test(origin) && PATHS.test(ctx.path);
    if (ctx.method === 'OPTIONS') ctx.status = isPermitted ? 204 : 403;
    else await next();
    for (const name of ['allow-origin', 'allow-methods', 'allow-headers', 'expose-headers', 'max-age']) {
      ctx.remove(`access-control-${name}`);
    }
    ctx.set('vary', 'Origin');
    if (!isPermitted) return;
    ctx.set('access-control-allow-origin', origin);
    ctx.set('access-control-expose-headers', 'www-authenticate');
    if (ctx.method !== 'OPTIONS') return;
    ctx.set('access-control-allow-methods', 'GET, POST');
    ctx.set('access-control-allow-headers', ALLOWED_HEADERS);
  });
}
