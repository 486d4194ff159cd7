import { OpenApiError } from '../openapi-error.ts';
import type { ReadLimits } from './limits.ts';

/**
 * Holds a parsed file to the limits of depth and size. Iterative, so that a hostile file cannot exhaust the stack; a
 * YAML alias inside its own anchor ends at the depth limit.
 *
 * @throws {OpenApiError} E2006 over a limit, E2001 for a member called `__proto__`
 */
export function checkShape(file: string, root: unknown, limits: Pick<ReadLimits, 'maxDepth' | 'maxNodes'>): void {
  const open: { value: object; depth: number }[] = [];
  let nodes = 0;
  const visit = (value: unknown, depth: number) => {
    nodes += 1;
    if (typeof value === 'object' && value !== null) open.push({ value, depth });
  };
  visit(root, 1);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (depth > limits.maxDepth) {
      throw new OpenApiError('E2006', `${file} is nested deeper than ${limits.maxDepth} levels.`, {
        expectedFormat: `at most ${limits.maxDepth} levels of nesting`,
      });
    }
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1);
    } else {
      for (const [name, child] of Object.entries(value)) {
        if (name === '__proto__') {
          throw new OpenApiError('E2001', `${file} has a member called __proto__, which no API needs.`);
        }
        visit(child, depth + 1);
      }
    }
    if (nodes > limits.maxNodes) {
      throw new OpenApiError('E2006', `${file} has more than ${limits.maxNodes} values.`, {
        expectedFormat: `at most ${limits.maxNodes} values in one file, repeated YAML anchors counted each time`,
      });
    }
  }
}
