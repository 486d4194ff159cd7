import type { JsonSchema } from '../../../../schemas/json.ts';
import { adaptSchema, type Profile } from '../../model-profiles/index.ts';
import type { CompiledDocument } from '../compile.ts';
import type { CompiledOperation, Finding, ImportedTool, Verdict } from '../model.ts';
import { wholeSchema } from '../schema/definitions.ts';
import { type CountTokens, toolTokens } from './count-tokens.ts';
import { type ToolLint, toolLinter } from './lint-operations.ts';

export interface OperationReport {
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
  /** JSON pointer of the operation. */
  readonly pointer: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly tool?: ToolReport;
}

export interface ToolReport extends Omit<ImportedTool, 'input' | 'output'> {
  readonly tokens: number;
  readonly lint: ToolLint;
  readonly hasOutputSchema: boolean;
}

/** What an import would do; the preview of it. */
export interface ImportReport {
  readonly title: string;
  readonly version: string;
  readonly dialect: string;
  readonly bundle: string;
  /** The provider whose form of the schemas is counted; undefined: the schemas as they are. */
  readonly profile?: Profile;
  readonly connection: CompiledDocument['connection'];
  readonly groups: CompiledDocument['groups'];
  readonly findings: readonly Finding[];
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly tokens: {
    readonly total: number;
    readonly budget: number;
    readonly tokenizer: string;
    /** Whether the tools fit into the budget; if not, they are better found by search than listed. */
    readonly withinBudget: boolean;
  };
  readonly operations: readonly OperationReport[];
}

export interface ReportOptions {
  readonly bundle: string;
  readonly profile?: Profile;
  readonly countTokens: CountTokens;
  /** Name of what counts: `o200k_base`. */
  readonly tokenizer: string;
  /** Tokens that a list of tools may take. */
  readonly budget: number;
}

export function buildReport(compiled: CompiledDocument, options: ReportOptions): ImportReport {
  const { profile } = options;
  const lint = toolLinter();
  const whole = toolTokens(options.countTokens);
  const tokensOf = (tool: ImportedTool) =>
    profile === undefined ? whole(tool) : options.countTokens(toolText(tool, profile));
  const operations = compiled.operations.map((operation) => operationReport(operation, lint, tokensOf));
  const total = operations.reduce((sum, { tool }) => sum + (tool?.tokens ?? 0), 0);
  const count = (verdict: Verdict) => operations.filter((operation) => operation.verdict === verdict).length;
  return {
    title: compiled.title,
    version: compiled.version,
    dialect: compiled.dialect,
    bundle: options.bundle,
    profile,
    connection: compiled.connection,
    groups: compiled.groups,
    findings: compiled.findings,
    verdicts: { accepted: count('accepted'), lossy: count('lossy'), refused: count('refused') },
    tokens: { total, budget: options.budget, tokenizer: options.tokenizer, withinBudget: total <= options.budget },
    operations,
  };
}

function operationReport(
  { tool, ...operation }: CompiledOperation,
  lint: (tool: ImportedTool) => ToolLint,
  tokensOf: (tool: ImportedTool) => number,
): OperationReport {
  if (tool === undefined) return operation;
  const { input: _, output, ...facts } = tool;
  return {
    ...operation,
    tool: { ...facts, tokens: tokensOf(tool), lint: lint(tool), hasOutputSchema: output !== undefined },
  };
}

/** The input schema as clients get it: as it is, or as a provider takes it. */
export function inputSchemaOf(tool: ImportedTool, profile?: Profile): JsonSchema {
  const schema = wholeSchema(tool.input);
  return profile === undefined ? schema : { ...adaptSchema(profile, schema) };
}

function toolText(tool: ImportedTool, profile: Profile): string {
  return JSON.stringify({ name: tool.name, description: tool.description, input_schema: inputSchemaOf(tool, profile) });
}
