import { describe, expect, it } from '@jest/globals';
import { safeSecret } from './safe-secret.ts';

const read = (secret: Record<string, string>, kind?: string) => safeSecret('payments', async () => secret, kind)();

describe('the reader of a secret', () => {
  it.each(['sk_test_invented', 'key_test_invented', 'secret_test_invented', 'set-me'])(
    'refuses %s in production, and names only its key',
    async (value) => {
      const refusal = await read({ apiKey: value }, 'production').catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'E4006' });
      expect(String(refusal)).toContain('"apiKey"');
      expect(String(refusal)).not.toContain('invented');
    },
  );

  it('accepts real credentials in a secret of a production stage', async () => {
    expect(await read({ apiKey: 'key_live_invented' }, 'production')).toEqual({ apiKey: 'key_live_invented' });
  });

  it('accepts test credentials in a secret of any other stage', async () => {
    expect(await read({ apiKey: 'key_test_invented' }, 'development')).toEqual({ apiKey: 'key_test_invented' });
  });
});
