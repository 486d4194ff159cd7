import { describe, expect, it } from '@jest/globals';
import { complaint } from './synthesize.ts';

describe('the complaint of a failed build or synthesis', () => {
  it.each([
    [
      'npm warn Unknown user config\nBuilt 5 bundles in 1 ms.\nThe family kyc: name: expected letters.\nnode bin/app.ts: Subprocess exited with error 1',
      'The family kyc: name: expected letters.',
    ],
    ['Bundling asset\n✘ [ERROR] Could not resolve "x"\n\n    a.ts:1:2', '✘ [ERROR] Could not resolve "x"'],
    [`${'minified;'.repeat(200)}\n\n[«DependencyCycle» 'A' depends on 'B'`, "[«DependencyCycle» 'A' depends on 'B'"],
    ['/app/a.ts:3\n  throw x\n\nTypeError: x is not a function\n    at a.ts', 'TypeError: x is not a function'],
    ['', 'no message'],
  ])('is its telling line: %j', (output, line) => {
    expect(complaint(output)).toBe(line);
  });
});
