import type { ToolAnnotations } from '../../../schemas/tool-definition.ts';
import type { ResponsePlan } from './outputs/response-plan.ts';
import type { RequestPlan } from './request/plan.ts';
import type { PrunedSchema } from './schema/definitions.ts';

/**
 * What became of an operation. `lossy`: some valid request can no longer be expressed, or some constraint is no longer
 * checked before sending. A faithful rewriting (`nullable` to the type null) is not lossy.
 */
export type Verdict = 'accepted' | 'lossy' | 'refused';

/** Something that the report says of a place in the document. */
export interface Finding {
  /** `loss` makes the operation lossy, `refusal` refuses it, `note` only tells. */
  readonly severity: 'note' | 'loss' | 'refusal';
  /** Stable, for counting: `remote-reference`. */
  readonly code: string;
  /** JSON pointer as URI fragment, after the file if the document has several: `#/paths/~1pets/get`. */
  readonly pointer: string;
  /** A sentence in plain words. */
  readonly message: string;
}

/** A tool that an operation became; what the registry will keep. */
export interface ImportedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: PrunedSchema;
  /** Schema of the 2xx answer, if the document has one. Advertised only if asked for. */
  readonly output?: PrunedSchema;
  readonly annotations: ToolAnnotations;
  /** Tags of the operation. */
  readonly groups: readonly string[];
  readonly deprecated: boolean;
  readonly request: RequestPlan;
  readonly responses: ResponsePlan;
  /** Alternatives; each names the schemes that it needs, with their scopes. Empty: no credential. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

export interface CompiledOperation {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
  readonly pointer: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Absent if the operation is refused. */
  readonly tool?: ImportedTool;
}
