import { withoutUndefined } from '../../core/json/without-undefined.ts';
import { cleanValue } from './clean-value.ts';

/** A content block of MCP, as families write them; contents of resources and messages of prompts hold the same. */
type Block = { [key: string]: unknown };

/** What a tool answers with. */
export interface Answer<B extends Block> {
  content?: B[];
  structuredContent?: unknown;
}

/**
 * `_meta` of what comes from outside (tools with `openWorldHint`): data to report on, not instructions to follow. The
 * text itself is not wrapped into a warning: structured content could not be, clients that parse text would break,
 * and a model that follows injected text follows it inside quotes too. Hosts can act on the mark.
 */
export const UNTRUSTED = { 'manifold/untrusted': true } as const;

/** Members of blocks that hold base64, not text. */
const BINARY = new Set(['data', 'blob']);

/**
 * An answer that is safe to send: text and structured content are cleaned, and every block from outside is marked.
 * Images and other binary content pass as they are.
 */
export function cleanAnswer<B extends Block>(answer: Answer<B>, from: { openWorld: boolean }): Answer<B> {
  const { content, structuredContent } = answer;
  return withoutUndefined({
    content: content?.map((block) => cleanBlock(block, from)),
    structuredContent: cleanValue(structuredContent),
  });
}

/**
 * One block, or one item of a resource's contents or a prompt's messages, cleaned, and marked if it is from outside.
 */
export function cleanBlock<B extends Block>(block: B, from: { openWorld: boolean }): B {
  return marked(cleanMembers(block), from);
}

/** A clean block, marked if it is from outside. */
export function marked<B extends Block>(clean: B, { openWorld }: { openWorld: boolean }): B {
  if (!openWorld) return clean;
  const meta = typeof clean._meta === 'object' ? clean._meta : {};
  return { ...clean, _meta: { ...meta, ...UNTRUSTED } };
}

/** The names of a block's members are the protocol's own; what they hold is text, binary, or an inner block. */
function cleanMembers<B extends Block>(block: B): B {
  const members = Object.entries(block).map(([name, member]) => {
    if (BINARY.has(name) && typeof member === 'string') return [name, member];
    if ((name === 'resource' || name === 'content') && isBlock(member)) return [name, cleanMembers(member)];
    return [name, cleanValue(member)];
  });
  return Object.fromEntries(members) as B;
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
