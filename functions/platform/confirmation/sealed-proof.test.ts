import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { rotated } from '../../core/secrets/testing/rotated.ts';
import { type Confirmable, openProof, PROOF_SECONDS, sealProof } from './sealed-proof.ts';

const call: Confirmable = { tenant: 'acme', principal: 'user:1', tool: 'refund', version: '1.0.0', argumentsHash: 'a' };
const KEYS = onlyKey('key');
const NOW = 1_800_000_000_000;

describe('a proof of confirmation', () => {
  it('opens for exactly the call for which it was sealed, until it expires', () => {
    const { proof } = sealProof(call, KEYS, NOW);
    expect(openProof(proof, call, KEYS, NOW)).toMatchObject({ expiresAt: NOW / 1000 + PROOF_SECONDS });
    expect(openProof(proof, call, KEYS, NOW + PROOF_SECONDS * 1000)).toBeUndefined();
  });

  it.each([{ tenant: 'b' }, { principal: 'user:2' }, { tool: 'pay' }, { version: '1.0.1' }, { argumentsHash: 'b' }])(
    'opens for no other call: %j',
    (other) => {
      const { proof } = sealProof(call, KEYS, NOW);
      expect(openProof(proof, { ...call, ...other }, KEYS, NOW)).toBeUndefined();
    },
  );

  it('opens under no other key', () => {
    expect(openProof(sealProof(call, KEYS, NOW).proof, call, onlyKey('other'), NOW)).toBeUndefined();
  });

  it('opens after a rotation of the master key, under the version that it names', () => {
    const after = rotated(KEYS, 'newer');
    const [old, young] = [sealProof(call, KEYS, NOW).proof, sealProof(call, after, NOW).proof];
    for (const proof of [old, young]) expect(openProof(proof, call, after, NOW)).toBeDefined();
    expect(openProof(young, call, KEYS, NOW)).toBeUndefined();
    expect(openProof(young.replace('mfc_2_', 'mfc_1_'), call, after, NOW)).toBeUndefined();
  });

  it('does not open if a character was changed', () => {
    const { proof } = sealProof(call, KEYS, NOW);
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.constantFrom('0', '9', 'a', '_'), (at, character) => {
        const altered = proof.slice(0, at) + character + proof.slice(at + 1);
        if (altered !== proof) expect(openProof(altered, call, KEYS, NOW)).toBeUndefined();
      }),
    );
  });

  it('accepts no other text as a proof', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(openProof(text, call, KEYS, NOW)).toBeUndefined()));
  });
});
