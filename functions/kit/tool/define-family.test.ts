import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { defineFamily } from './define-family.ts';
import { defineTool } from './define-tool.ts';

const tool = (name: string) =>
  defineTool({
    name,
    version: '1.0.0',
    title: name,
    description: 'Does it.',
    category: 'test',
    subcategory: 'test',
    examples: [],
    input: z.object({ when: z.string().optional() }),
    execute: async () => ({}),
  });
const family = { name: 'demo', title: 'Demo', version: '1.0.0', description: 'Demo.', tools: [tool('one')] };

describe('defineFamily', () => {
  it('makes a manifest that is plain JSON', () => {
    const { manifest } = defineFamily(family);
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
  });

  it('closes the input schema that clients see', () => {
    expect(defineFamily(family).manifest.tools[0]?.inputSchema).toMatchObject({ additionalProperties: false });
  });

  it('gives a tool without annotations the cautious hints of the protocol', () => {
    expect(defineFamily(family).manifest.tools[0]?.annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    });
  });

  it('names the family and the field of a manifest that is not valid', () => {
    expect(() => defineFamily({ ...family, version: 'one' })).toThrow(
      'Family "demo": version is not valid: expected MAJOR.MINOR.PATCH.',
    );
  });

  it('refuses a tool with the name of a platform tool', () => {
    expect(() => defineFamily({ ...family, tools: [tool('batch_call')] })).toThrow(
      'Family "demo": tools is not valid: batch_call, confirm_call, read_resource are tools of the platform itself.',
    );
  });

  it('refuses two tools with the same name and version', () => {
    expect(() => defineFamily({ ...family, tools: [tool('one'), tool('one')] })).toThrow(
      'defines the tool "one@1.0.0" twice',
    );
  });

  it('holds several versions of a tool, of which the newest is the one without a version', () => {
    const versions = ['10.0.0', '2.0.0'].map((version) => {
      const made = tool('one');
      return { ...made, definition: { ...made.definition, version } };
    });
    const made = defineFamily({ ...family, tools: versions });
    expect(made.tools.get('one')).toBe(versions[0]);
    expect(made.versions.get('one@2.0.0')).toBe(versions[1]);
  });
});
