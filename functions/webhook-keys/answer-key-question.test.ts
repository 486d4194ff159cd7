import { beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { answerKeyQuestion } from './answer-key-question.ts';
import { SOURCE } from './testing/source.ts';

const { publicKey } = await generateKeyPair('ES256');
const JWK = { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'kid-1' };
const CREDENTIALS = { PLAID_CLIENT_ID: 'client', PLAID_SECRET: 'secret-of-the-family' };

let sent: unknown[] = [];
beforeEach(() => {
  sent = [];
});

const ask = (
  answer: () => Response,
  { kid = 'kid-1', secret = CREDENTIALS }: { kid?: string; secret?: Record<string, string> } = {},
) =>
  answerKeyQuestion(
    {
      source: SOURCE,
      apiUrl: 'https://plaid.example',
      secret: async () => secret,
      send: async (url, init) => {
        sent.push([String(url), JSON.parse(String(init?.body))]);
        return answer();
      },
    },
    { kid },
  );
const keyed = (changes: object) => () => Response.json({ key: { ...JWK, use: 'sig', created_at: 1, ...changes } });

describe('a question for a verification key', () => {
  it('is asked of Plaid with the credentials of the family, and answered with the public key alone', async () => {
    expect(await ask(keyed({ expired_at: null }))).toEqual({ status: 'found', key: JWK });
    expect(sent).toEqual([
      [
        'https://plaid.example/webhook_verification_key/get',
        { client_id: 'client', secret: 'secret-of-the-family', key_id: 'kid-1' },
      ],
    ]);
  });

  it.each<[string, () => Response]>([
    ['has expired', keyed({ expired_at: 1_700_000_000 })],
    ['has another id', keyed({ kid: 'kid-2' })],
    ['does not exist', () => Response.json({ error_code: 'INVALID' }, { status: 400 })],
  ])('is answered with "unknown" if the key %s', async (_what, answer) => {
    expect(await ask(answer)).toEqual({ status: 'unknown' });
  });

  it.each<[string, () => Response]>([
    ['refuses the credentials', () => Response.json({}, { status: 401 })],
    ['fails', () => new Response('', { status: 500 })],
    ['answers with a key of another kind', keyed({ alg: 'RS256' })],
    ['answers with no JSON', () => new Response('<html>')],
    [
      'does not answer',
      () => {
        throw new Error('The connection was lost.');
      },
    ],
  ])('is answered with "unavailable" if Plaid %s', async (_what, answer) => {
    expect(await ask(answer)).toEqual({ status: 'unavailable' });
  });

  it.each([
    [{ status: 'set-me' }],
    [{ ...CREDENTIALS, PLAID_SECRET: '' }],
    [{ ...CREDENTIALS, PLAID_CLIENT_ID: 'set-me' }],
  ] as Record<string, string>[][])(
    'is answered with "unset" if the secret is %j, without a request',
    async (secret) => {
      expect(await ask(keyed({}), { secret })).toEqual({ status: 'unset' });
      expect(sent).toEqual([]);
    },
  );

  it('is refused if it names no id of a key', async () => {
    for (const kid of ['', '../item', 'a'.repeat(65)]) await expect(ask(keyed({}), { kid })).rejects.toThrow();
    expect(sent).toEqual([]);
  });
});
