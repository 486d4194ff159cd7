import type { Call } from '../../../kit/tool/call.ts';

/** The provider's test host: a mock that answers its documented examples and moves no money. */
export const TEST_BASE_URL = 'https://test-api.sandbox.co.in';

/** Base URL of the provider, as the stage sets it. */
export function baseUrl(call: Call): URL {
  return new URL(call.setting('KYC_API_BASE_URL'));
}

/**
 * True if a call may move real money: for every host except the test host of the provider and this machine. An unknown
 * host counts as live, so that an unusual spelling of the live host is not taken for a harmless one.
 */
export function movesRealMoney({ hostname }: URL): boolean {
  const harmless = [new URL(TEST_BASE_URL).hostname, 'localhost', '127.0.0.1', '[::1]'];
  return !harmless.includes(hostname);
}

/** A path with percent-encoded variables, each of which stays in its segment. */
export function path(texts: TemplateStringsArray, ...variables: string[]): string {
  return String.raw({ raw: texts }, ...variables.map(encodeURIComponent));
}
