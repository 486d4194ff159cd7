import { auth } from '@modelcontextprotocol/sdk/client/auth.js';
import type { MemoryOAuthClient } from '../../test/integration/support/sign-in.ts';
import type { Driver } from './driver.ts';

/**
 * The sign-in of a library that takes a provider of tokens but has no function that ends the flow: its first call sends
 * the person to the issuer, and the SDK exchanges the code, as the documentation of these libraries has it.
 */
export function signInWithProvider(driver: Pick<Driver, 'open'>): NonNullable<Driver['signIn']> {
  return async ({ url, tokens, person }) => {
    const first = await driver.open({ url, credential: { tokens } }).catch(() => undefined);
    await first?.close();
    await exchange(tokens, url, person);
  };
}

async function exchange(tokens: MemoryOAuthClient, serverUrl: string, person: string): Promise<void> {
  const answer = await tokens.signIn({ name: person });
  await auth(tokens, { serverUrl, authorizationCode: String(answer.get('code')) });
}
