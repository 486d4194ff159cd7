import type { JsonSchema } from '../../../../schemas/json.ts';
import type { CompiledOperation, ImportedTool } from '../model.ts';
import { isObject } from '../read/json-value.ts';
import type { PrunedSchema } from '../schema/definitions.ts';
import { type ComparedSchema, narrowings } from './narrowings.ts';

/** One difference between two versions of an operation. */
export interface Change {
  /** `breaking`: a call that worked may fail, or an answer may be one that was not expected. */
  readonly kind: 'breaking' | 'compatible';
  /** JSON pointer into the input or output schema of the tool, or to the part of it that changed. */
  readonly pointer: string;
  /** A sentence. */
  readonly message: string;
}

/** Differences between two versions of one operation. */
export function diffOperations(old: CompiledOperation, next: CompiledOperation): Change[] {
  if (old.tool === undefined && next.tool === undefined) return [];
  if (next.tool === undefined) return [breaking('', `The operation is refused now: ${reasonOf(next)}`)];
  if (old.tool === undefined) return [compatible('', 'The operation was refused, and is accepted now.')];
  return [
    ...inputChanges(old.tool, next.tool),
    ...outputChanges(old.tool, next.tool),
    ...otherChanges(old.tool, next.tool),
  ];
}

const breaking = (pointer: string, message: string): Change => ({ kind: 'breaking', pointer, message });
const compatible = (pointer: string, message: string): Change => ({ kind: 'compatible', pointer, message });
const reasonOf = ({ findings }: CompiledOperation) =>
  findings.find(({ severity }) => severity === 'refusal')?.message ?? '';
const compared = ({ root, definitions }: PrunedSchema): ComparedSchema => ({ schema: root, definitions });
const argumentsOf = ({ input: { root } }: ImportedTool) =>
  isObject(root.properties) ? Object.keys(root.properties) : [];

/** Callers keep sending what they sent: the new schema has to accept what the old one did. */
function inputChanges(old: ImportedTool, next: ImportedTool): Change[] {
  const [before, after] = [compared(old.input), compared(next.input)];
  const known = argumentsOf(old);
  const required = Array.isArray(next.input.root.required) ? next.input.root.required : [];
  const added = argumentsOf(next).filter((name) => !known.includes(name) && !required.includes(name));
  const stricter = narrowings(before, after);
  const changed = new Set(stricter.map(({ pointer }) => pointer));
  const looser = narrowings(after, before).filter(
    ({ pointer }) => !changed.has(pointer) && !added.some((name) => pointer === `/properties/${name}`),
  );
  return [
    ...stricter.map(({ pointer, message }) => breaking(`/input${pointer}`, `${placeOf(pointer)} ${message}.`)),
    ...added.map((name) => compatible(`/input/properties/${name}`, `The argument "${name}" is new and optional.`)),
    ...looser.map(({ pointer }) => compatible(`/input${pointer}`, `${placeOf(pointer)} accepts more than before.`)),
  ];
}

/** Callers keep reading answers by the old schema, so the new answer has to match it. */
function outputChanges(old: ImportedTool, next: ImportedTool): Change[] {
  if (old.output === undefined || next.output === undefined) {
    if (old.output === next.output) return [];
    return [
      old.output === undefined
        ? compatible('/output', 'The answer has a schema now.')
        : breaking('/output', 'The answer no longer has a schema.'),
    ];
  }
  const [before, after] = [compared(old.output), compared(next.output)];
  const wider = narrowings(after, before).map(({ pointer, message }) =>
    breaking(
      `/output${pointer}`,
      `The answer may have values that the old version excludes: there, ${placeOf(pointer)} ${message.replace('no longer takes', 'does not take')}.`,
    ),
  );
  const gone = missingMembers(before, after).map((pointer) =>
    breaking(`/output${pointer}`, `${placeOf(pointer)} is no longer in the answer.`),
  );
  const added = missingMembers(after, before).map((pointer) =>
    compatible(`/output${pointer}`, `${placeOf(pointer)} is new in the answer.`),
  );
  return [...wider, ...gone, ...added];
}

/** Properties at the top of the first schema that the second does not name. */
function missingMembers(first: ComparedSchema, second: ComparedSchema): string[] {
  const names = ({ schema, definitions }: ComparedSchema) => {
    const resolved: JsonSchema =
      typeof schema.$ref === 'string' ? definitions.get(schema.$ref.slice('#/$defs/'.length)).schema : schema;
    return isObject(resolved.properties) ? Object.keys(resolved.properties) : [];
  };
  const known = new Set(names(second));
  return names(first)
    .filter((name) => !known.has(name))
    .map((name) => `/properties/${name}`);
}

function otherChanges(old: ImportedTool, next: ImportedTool): Change[] {
  const schemes = ({ security }: ImportedTool) => JSON.stringify(security);
  return [
    ...(next.deprecated && !old.deprecated ? [compatible('', 'The operation is deprecated now.')] : []),
    ...(schemes(old) === schemes(next)
      ? []
      : [breaking('/security', 'The operation asks for other credentials or scopes.')]),
    ...(old.description === next.description ? [] : [compatible('/description', 'The description is another one.')]),
  ];
}

/** `/properties/a/items` in words: the argument or property "a", its items. */
function placeOf(pointer: string): string {
  const names = pointer
    .split('/')
    .filter(
      (part, index, all) =>
        part !== '' && (all[index - 1] === 'properties' || part === 'items' || part === 'additionalProperties'),
    )
    .map((part) =>
      part === 'items'
        ? '[]'
        : part === 'additionalProperties'
          ? '{}'
          : part.replaceAll('~1', '/').replaceAll('~0', '~'),
    );
  return names.length === 0 ? 'It' : `"${names.join('.').replaceAll('.[]', '[]')}"`;
}
