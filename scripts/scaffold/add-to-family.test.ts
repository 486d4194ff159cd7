import { describe, expect, it } from '@jest/globals';
import { addToFamily } from './add-to-family.ts';

const addition = { identifier: 'verifyGstin', path: './tools/verify-gstin.ts' };
const family = (tools: string) => `import { defineFamily } from '../../kit/tool/define-family.ts';

export default defineFamily({ name: 'kyc', description: 'Has "tools: [" in it.', ${tools} });
`;
/** The entries of the list, without comments, spaces and the comma at the end. */
const listOf = (source: string) =>
  /[^"]tools: \[([\s\S]*)\]/
    .exec(source)?.[1]
    ?.replace(/\/\/.*/g, '')
    .replace(/\s/g, '')
    .replace(/,$/, '');

describe('addToFamily', () => {
  it.each([
    ['an empty list', 'tools: []', 'verifyGstin'],
    ['one line', 'tools: [verifyPan]', 'verifyPan,verifyGstin'],
    ['several lines', 'tools: [\n  verifyPan,\n  verifyIfsc,\n]', 'verifyPan,verifyIfsc,verifyGstin'],
    ['a comment at the end', 'tools: [\n  verifyPan // first\n]', 'verifyPan,verifyGstin'],
    ['a bracket in a comment', 'tools: [\n  verifyPan, // [old]\n]', 'verifyPan,verifyGstin'],
    ['a list within', 'tools: [...[verifyPan]]', '...[verifyPan],verifyGstin'],
  ])('adds a tool to %s', (_what, tools, expected) => {
    expect(listOf(addToFamily(family(tools), addition))).toBe(expected);
  });

  it('imports the tool after the last import, even if that runs over several lines', () => {
    const source = `import {\n  defineFamily,\n} from '../../kit/tool/define-family.ts';\nexport default defineFamily({ tools: [] });\n`;
    expect(addToFamily(source, addition)).toContain(
      "define-family.ts';\nimport verifyGstin from './tools/verify-gstin.ts';\nexport default",
    );
  });

  it.each([
    ['a manifest whose list is a variable', family('tools: TOOLS'), 'family.ts has no list `tools: [...]` to add to'],
    ['a list that is not closed', family('tools: [').replace(' });', ''), 'is not closed'],
    ['a manifest without imports', 'export default { tools: [] };', 'family.ts imports nothing'],
    ['a tool that the family has', addToFamily(family('tools: []'), addition), 'family.ts already imports ./tools/'],
    [
      'a name that the manifest uses',
      `const verifyGstin = 1;\n${family('tools: []')}`,
      'already uses the name verifyGstin',
    ],
  ])('refuses %s', (_what, source, message) => {
    expect(() => addToFamily(source, addition)).toThrow(message);
  });
});
