import type { MemoryOAuthClient } from '../../test/integration/support/sign-in.ts';

/** How a client proves who calls: with a key in a header, or with the tokens of a person who signed in. */
export type Credential = { key: string } | { tokens: MemoryOAuthClient };

/** A client that people use, reduced to what the journey asks of it. */
export interface Driver {
  /** Name and version as people install it. */
  name: string;
  /** True if the library's own list function asks for the first page alone. */
  listsOnePage?: boolean;
  /** Connects. The session is closed by the journey. */
  open(target: { url: string; credential: Credential }): Promise<Session>;
  /**
   * Goes through the sign-in that the client's own code starts, from a first call without a credential to tokens in
   * `tokens`. Left out if the client cannot be given a provider of tokens.
   */
  signIn?(target: { url: string; tokens: MemoryOAuthClient; person: string }): Promise<void>;
}

/** What an open client can do. A step that its library has no function for is left out. */
export interface Session {
  /** Revision of the protocol that client and endpoint agreed on, if the library says so. */
  revision?: string | undefined;
  /** Names of all tools, over all pages. */
  listTools(): Promise<string[]>;
  callTool(name: string, args: Record<string, unknown>): Promise<ToolAnswer>;
  readResource?(uri: string): Promise<unknown>;
  getPrompt?(name: string, args: Record<string, string>): Promise<unknown>;
  /** Calls a tool and says how many reports of progress came before the answer. */
  callWithProgress?(name: string, args: Record<string, unknown>): Promise<number>;
  /** Calls a tool and cancels the call once `cancel` aborts; rejects then. */
  callUntilCancelled?(name: string, args: Record<string, unknown>, cancel: AbortSignal): Promise<unknown>;
  /** True if the client answers a form by itself, so that a confirmed call needs no token. */
  confirms?: boolean;
  close(): Promise<void>;
}

/** The part of a tool's result that the journey reads; libraries for agents give the text alone. */
export interface ToolAnswer {
  text: string;
  structured?: unknown;
  isError?: boolean;
}

/** Headers that carry a key; empty for a person's tokens, which the client adds itself. */
export function headersOf(credential: Credential): Record<string, string> {
  return 'key' in credential ? { authorization: `Bearer ${credential.key}` } : {};
}

/** The provider of a person's tokens; undefined for a key. */
export function providerOf(credential: Credential): MemoryOAuthClient | undefined {
  return 'tokens' in credential ? credential.tokens : undefined;
}

/** A result of MCP as an answer. */
export function answerOf(result: unknown): ToolAnswer {
  const { content, structuredContent, isError } = Object(result) as {
    content?: { type: string; text?: string }[];
    structuredContent?: unknown;
    isError?: boolean;
  };
  const text = (content ?? []).map((block) => block.text ?? '').join('\n');
  return { text, structured: structuredContent, isError: isError === true };
}
