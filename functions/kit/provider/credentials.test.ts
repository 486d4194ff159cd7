import { describe, expect, it } from '@jest/globals';
import { credentialsIn } from './credentials.ts';

const read = (secret: Record<string, string>) => credentialsIn(secret, ['KEY', 'ID'], 'The key is not set.');

describe('the credentials of a family', () => {
  it('are the named values of its secret', () => {
    expect(read({ KEY: 'k', ID: 'i', OTHER: 'o' })).toEqual({ KEY: 'k', ID: 'i' });
  });

  it.each<Record<string, string>>([{}, { KEY: 'k' }, { KEY: 'k', ID: '' }, { KEY: 'set-me', ID: 'i' }])(
    'are refused as E4006 if the secret is %j, with the names that it needs',
    (secret) => {
      expect(() => read(secret)).toThrow(
        expect.objectContaining({
          code: 'E4006',
          message: 'The key is not set.',
          details: { suggestion: 'Tell the operators: the secret of this family needs "KEY" and "ID".' },
        }),
      );
    },
  );
});
