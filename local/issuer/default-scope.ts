import type Provider from 'oidc-provider';

/**
 * Gives a client that asks for no scope those that it may have of the API, as Cognito does (Developer Guide, "Authorize
 * endpoint").
 *
 * @param apiScopes every scope of the API
 */
export function defaultScope(provider: Provider, path: string, apiScopes: readonly string[]): void {
  provider.use(async (ctx, next) => {
    const asked = new URLSearchParams(ctx.querystring);
    if (ctx.path === path && ctx.method === 'GET' && !asked.get('scope')) {
      const client = await provider.Client.find(asked.get('client_id') ?? '');
      const allowed = (client?.scope ?? '').split(' ').filter((scope) => apiScopes.includes(scope));
      asked.set('scope', allowed.join(' '));
      ctx.querystring = asked.toString();
    }
    await next();
  });
}
