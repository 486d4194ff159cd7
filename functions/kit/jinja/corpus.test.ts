import { describe, expect, it } from '@jest/globals';
import { compareCorpus } from '../../../test/support/jinja/compare.ts';
import { hasAnsible, hasJinja } from '../../../test/support/jinja/oracle.ts';

// Without python3-jinja2 these are skipped by name: npm run peers installs it.
const describeJinja = hasJinja ? describe : describe.skip;

describeJinja('a template that Jinja2 3.1.2 renders too', () => {
  it('has the same text, or an error of the same kind, in every part of the language', () => {
    const compared = compareCorpus({ seed: 2026, perFeature: 6, withAnsible: hasAnsible() });
    const count = (verdict: string) => compared.filter((one) => one.verdict === verdict).length;
    expect(compared.filter(({ verdict }) => verdict === 'different')).toEqual([]);
    expect(count('same text')).toBeGreaterThan(250);
    expect(count('same error')).toBeGreaterThan(100);
    expect(count('known') + count('not comparable')).toBeLessThan(compared.length / 50);
  });
});
