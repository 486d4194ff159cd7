import type { Call } from '../../../kit/tool/call.ts';

/** The provider's test host: a mock that answers its documented examples and moves no money. */
export const TEST_BASE_URL = 'https://test-api.sandbox.co.in';

/** Base URL of the provider, as the stage sets it. */
export function baseUrl(call: Call): URL {
  return new URL(call.setting('KYC_API_BASE_URL'));
}

/**
 * True where a call may move real money: every host but the provider's test host and this machine. A host that is
 * not known to be harmless is treated as the live one, so that an unusual spelling of it opens nothing.
 */
export function movesRealMoney({ hostname }: URL): boolean {
  const harmless = [new URL(TEST_BASE_URL).hostname, 'localhost', '127.0.0.1', '[::1]'];
  return !harmless.includes(hostname);
}

/** A path whose variables are percent-encoded: nothing in them can leave its segment. */
export function path(texts: TemplateStringsArray, ...variables: string[]): string {
  return String.raw({ raw: texts }, ...variables.map(encodeURIComponent));
}
