export { adaptSchema } from './adapt/adapt-schema.ts';
export { restoreArguments } from './adapt/restore-arguments.ts';
export {
  type JsonSchemaObject,
  type LintedTool,
  type LintFinding,
  lintAround,
  lintSchema,
  lintTool,
  PROFILES,
  type Profile,
  RULES,
} from './lint.ts';
export { type Sizes, sizesOf, sumOfSizes } from './sizes.ts';
