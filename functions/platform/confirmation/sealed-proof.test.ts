import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Confirmable, openProof, PROOF_SECONDS, sealProof } from './sealed-proof.ts';

const call: Confirmable = { tenant: 'acme', principal: 'user:1', tool: 'refund', version: '1.0.0', argumentsHash: 'a' };
const NOW = 1_800_000_000_000;

describe('a proof of confirmation', () => {
  it('opens for exactly the call for which it was sealed, until it expires', () => {
    const { proof } = sealProof(call, 'key', NOW);
    expect(openProof(proof, call, 'key', NOW)).toMatchObject({ expiresAt: NOW / 1000 + PROOF_SECONDS });
    expect(openProof(proof, call, 'key', NOW + PROOF_SECONDS * 1000)).toBeUndefined();
  });

  it.each([{ tenant: 'b' }, { principal: 'user:2' }, { tool: 'pay' }, { version: '1.0.1' }, { argumentsHash: 'b' }])(
    'opens for no other call: %j',
    (other) => {
      const { proof } = sealProof(call, 'key', NOW);
      expect(openProof(proof, { ...call, ...other }, 'key', NOW)).toBeUndefined();
    },
  );

  it('opens under no other key', () => {
    expect(openProof(sealProof(call, 'key', NOW).proof, call, 'other', NOW)).toBeUndefined();
  });

  it('does not open if a character was changed', () => {
    const { proof } = sealProof(call, 'key', NOW);
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.constantFrom('0', '9', 'a', '_'), (at, character) => {
        const altered = proof.slice(0, at) + character + proof.slice(at + 1);
        if (altered !== proof) expect(openProof(altered, call, 'key', NOW)).toBeUndefined();
      }),
    );
  });

  it('accepts no other text as a proof', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(openProof(text, call, 'key', NOW)).toBeUndefined()));
  });
});
