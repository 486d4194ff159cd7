/** The parts of oidc-provider 9 that the local issuer uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  export type Payload = Record<string, unknown>;

  /** Storage of one kind of record (clients, codes, grants, …). */
  export interface Adapter {
    upsert(id: string, payload: Payload, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Payload | undefined>;
    findByUid(uid: string): Promise<Payload | undefined>;
    findByUserCode(code: string): Promise<Payload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  /** A sign-in that waits for the person. */
  export interface Interaction {
    uid: string;
    params: Record<string, unknown>;
    prompt: { name: string };
  }

  export interface Token {
    kind: string;
    accountId?: string;
    clientId?: string;
    scope?: string;
  }

  /** What of a request's context is read here. */
  export interface Context {
    oidc: {
      client?: { clientId: string };
      entities: { AuthorizationCode?: SignIn; RefreshToken?: SignIn };
    };
  }
  interface SignIn {
    authTime?: number;
    amr?: string[];
  }

  export interface KoaContext {
    path: string;
    method: string;
    status: number;
    get(header: string): string;
    remove(header: string): void;
    body: unknown;
    response: { get(header: string): string | undefined };
    set(header: string, value: string): void;
  }

  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    proxy: boolean;
    callback(): RequestListener;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Payload,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
    use(middleware: (context: KoaContext, next: () => Promise<void>) => Promise<void>): void;
    on(event: string, listener: (context: unknown, error: Error) => void): void;
    Client: { find(id: string): Promise<{ clientName?: string } | undefined> };
    Grant: new (properties: {
      accountId: string;
      clientId: string;
    }) => {
      addOIDCScope(scope: string): void;
      addResourceScope(resource: string, scope: string): void;
      rejectOIDCScope(scope: string): void;
      rejectResourceScope(resource: string, scope: string): void;
      save(): Promise<string>;
    };
  }

  export namespace errors {
    class InvalidTarget extends Error {}
  }
}
