import { Browser } from './browser.ts';

/** Storage of a client between the steps of a sign-in; both SDKs store and read it as it is. */
export class MemoryOAuthClient {
  readonly redirectUrl: string;
  readonly clientMetadataUrl?: string;
  readonly clientMetadata;
  client: { client_id: string } | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: each SDK has its own type for what it stores here
  kept: any;
  /** Address that the person has to open; set once the SDK asks for it. */
  authorizationUrl: URL | undefined;
  /** Scopes of the API that the person does not allow on the sign-in page. */
  without: string[] = [];
  private discovered: never | undefined;
  private verifier = '';

  constructor({ redirectUrl = 'http://127.0.0.1:3999/callback', clientMetadataUrl }: Partial<MemoryOAuthClient> = {}) {
    this.redirectUrl = redirectUrl;
    if (clientMetadataUrl !== undefined) this.clientMetadataUrl = clientMetadataUrl;
    this.clientMetadata = {
      client_name: 'Test client',
      redirect_uris: [redirectUrl],
      token_endpoint_auth_method: 'none',
    };
  }

  clientInformation() {
    return this.client;
  }
  saveClientInformation(client: { client_id: string }) {
    this.client = client;
  }
  tokens() {
    return this.kept;
  }
  saveTokens(tokens: unknown) {
    this.kept = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.authorizationUrl = url;
  }
  saveCodeVerifier(verifier: string) {
    this.verifier = verifier;
  }
  codeVerifier() {
    return this.verifier;
  }
  saveDiscoveryState(state: never) {
    this.discovered = state;
  }
  discoveryState() {
    return this.discovered;
  }
  state() {
    return 'state-of-this-test';
  }

  /** Goes through the browser step that the SDK asked for. */
  async signIn(who: { name: string; mfa?: boolean }): Promise<URLSearchParams> {
    if (!this.authorizationUrl) throw new Error('The client was not sent to an authorization server.');
    const choice = { mfa: true, without: this.without, ...who };
    return new Browser().signIn(this.authorizationUrl, choice, this.redirectUrl);
  }

  get accessToken(): string {
    return String(this.kept?.access_token);
  }
}
