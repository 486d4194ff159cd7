import { describe, expect, it } from '@jest/globals';
import { faultOfSubject } from './subject.ts';

describe('the check of commit subjects', () => {
  it.each([
    'front: refuse methods that no table lists',
    'core/aws: sign after the trace header',
    'registry: seed plans',
  ])('accepts "%s"', (subject) => {
    expect(faultOfSubject(subject)).toBeUndefined();
  });

  it.each([
    ['Let the sealer stand', 'has no area'],
    ['front: added a table', 'is no imperative'],
    ['front: adding a table', 'is no imperative'],
    ['front: Add a table', 'starts with a capital'],
    ['front: add a table.', 'full stop'],
    [`front: add ${'x'.repeat(80)}`, 'characters'],
    ['front:', 'has no area'],
    ['test, docs: name the peers', 'has no area'],
  ])('refuses "%s" and says why', (subject, reason) => {
    expect(faultOfSubject(subject)).toContain(reason);
  });
});
