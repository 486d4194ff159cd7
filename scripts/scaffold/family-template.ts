import { capitalized, type ToolNames } from './names.ts';
import type { Paths } from './paths.ts';

interface FamilyPlace extends Paths {
  readonly family: string;
  readonly tool: ToolNames;
}

/** The manifest of a family without secrets and without hosts that it calls. */
export function familySource({ family, tool, kit }: FamilyPlace): string {
  const title = capitalized(family.replaceAll('-', ' '));
  return `import { defineFamily } from '${kit}/tool/define-family.ts';
import ${tool.identifier} from './tools/${tool.file}.ts';

export default defineFamily({
  name: '${family}',
  title: '${title}',
  version: '1.0.0',
  description: 'Tools of ${family}.',
  tools: [${tool.identifier}],
});
`;
}

export function handlerSource({ kit }: FamilyPlace): string {
  return `import { familyHandler } from '${kit}/family/family-handler.ts';
import family from './family.ts';

export const handler = familyHandler(family);
`;
}

export function familyTest({ family, core }: FamilyPlace): string {
  return `import { describe, expect, it } from '@jest/globals';
import { parseInput } from '${core}/input/parse-input.ts';
import family from './family.ts';

describe('the family ${family}', () => {
  it('has the same name as its folder', () => {
    expect(import.meta.dirname.endsWith(\`/\${family.manifest.name}\`)).toBe(true);
  });

  it.each([...family.tools.values()])('accepts the examples of $definition.name', ({ definition, input }) => {
    for (const example of definition.examples) {
      expect(() => parseInput(input, example.arguments)).not.toThrow();
    }
  });
});
`;
}
