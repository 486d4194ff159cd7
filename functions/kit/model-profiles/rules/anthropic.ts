import type { Rule } from '../lint.ts';
import { argumentNameRule, nameRule, topLevelRule } from './shared.ts';

const DEFINE_TOOLS = 'https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools';
/** States what the API accepts of the schemas of MCP servers. */
const MCP_SCHEMAS = 'https://platform.claude.com/docs/en/managed-agents/self-hosted-sandboxes';

/**
 * Claude, through the Messages API. References (`$ref`) are accepted there; managed agents alone refuse them, which the
 * adapted schema allows for.
 */
export const anthropicRules: readonly Rule[] = [
  nameRule(/^[a-zA-Z0-9_-]{1,64}$/, '1 to 64 letters, digits, "_" and "-"', DEFINE_TOOLS),
  topLevelRule(['oneOf', 'anyOf', 'allOf'], MCP_SCHEMAS),
  argumentNameRule(/^[a-zA-Z0-9_.-]{1,64}$/, '1 to 64 letters, digits, "_", "." and "-"', MCP_SCHEMAS),
];
