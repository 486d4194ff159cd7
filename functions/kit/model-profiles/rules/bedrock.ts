import type { Rule } from '../lint.ts';
import { descriptionRule, nameRule, topLevelRule } from './shared.ts';

const SPECIFICATION = 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html';

/** Amazon Bedrock, Converse API. Models behind it may support less of JSON Schema. */
export const bedrockRules: readonly Rule[] = [
  nameRule(/^[a-zA-Z0-9_-]{1,64}$/, '1 to 64 letters, digits, "_" and "-"', SPECIFICATION),
  descriptionRule({ min: 1 }, SPECIFICATION),
  topLevelRule(['oneOf', 'anyOf', 'allOf'], SPECIFICATION),
];
