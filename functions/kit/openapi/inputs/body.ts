import type { JsonSchema } from '../../../../schemas/json.ts';
import type { Finding } from '../model.ts';
import type { ContentPlan } from '../request/plan.ts';
import { annotationsOf } from '../schema/annotations.ts';
import type { Converter } from '../schema/converter.ts';
import { type Definitions, referredName } from '../schema/definitions.ts';
import type { BodyView } from '../view/operation-view.ts';
import { type Representation, representationsOf } from './contents.ts';

/** What a body asks of the arguments. */
export type BodyInput =
  | {
      readonly kind: 'properties';
      readonly properties: readonly (readonly [name: string, schema: JsonSchema])[];
      /** Names of properties that are required. */
      readonly required: ReadonlySet<string>;
      readonly bodyRequired: boolean;
      readonly uses: ReadonlySet<string>;
      readonly content: ContentPlan;
    }
  | {
      readonly kind: 'whole';
      readonly schema: JsonSchema;
      readonly required: boolean;
      readonly uses: ReadonlySet<string>;
      readonly contents: readonly ContentPlan[];
      /** Whether the argument is `{content_type, content}`. */
      readonly choice: boolean;
    };

export interface BodyContext {
  readonly converter: Converter;
  readonly pointer: string;
  readonly report: (finding: Finding) => void;
}

/** Undefined if the body has no content that could be sent. */
export function bodyInput(body: BodyView, { converter, pointer, report }: BodyContext): BodyInput | undefined {
  const representations = representationsOf(body.contents, converter);
  for (const finding of representations.flatMap(({ findings }) => findings)) report(finding);
  const [first, ...others] = representations;
  if (first === undefined) {
    report({ severity: 'note', code: 'empty-body', pointer, message: 'The body has no media type; none is sent.' });
    return undefined;
  }
  if (others.length > 0) return choiceOf(body, representations);
  return flattened(body, first, converter.definitions) ?? wholeOf(body, first);
}

function wholeOf(body: BodyView, { schema, uses, content }: Representation): BodyInput {
  const about = schema.description === undefined ? annotationsOf({ description: body.description }) : {};
  return {
    kind: 'whole',
    schema: { ...schema, ...about },
    required: body.required,
    uses,
    contents: [content],
    choice: false,
  };
}

/** Representations with schemas of their own: the caller says which one, so that each can be checked. */
function choiceOf(body: BodyView, representations: readonly Representation[]): BodyInput {
  const variants = representations.map(({ schema, content }) => ({
    type: 'object',
    properties: { content_type: { const: content.mediaType }, content: schema },
    required: ['content_type', 'content'],
    additionalProperties: false,
  }));
  const schema = { anyOf: variants, ...annotationsOf({ description: body.description }) };
  const uses = new Set(representations.flatMap((one) => [...one.uses]));
  const contents = representations.map(({ content }) => content);
  return { kind: 'whole', schema, required: body.required, uses, contents, choice: true };
}

/** Keywords that an object may have whose properties become arguments; any other would be lost. */
const FLAT = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'description',
  'deprecated',
  'examples',
]);

/**
 * The properties of a body that is a plain object. An object that allows further properties, or an optional body that
 * requires some, stays one argument: spread out, the one could not be expressed and the other not be checked.
 */
function flattened(
  body: BodyView,
  { schema, uses, content }: Representation,
  definitions: Definitions,
): BodyInput | undefined {
  if (!/^(json|form|multipart|xml)$/.test(content.format)) return undefined;
  const object = objectBehind(schema, uses, definitions);
  if (object === undefined) return undefined;
  const properties = (object.schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = new Set((object.schema.required ?? []) as string[]);
  if (!body.required && required.size > 0) return undefined;
  const undeclared = [...required].filter((name) => !Object.hasOwn(properties, name));
  return {
    kind: 'properties',
    properties: [...Object.entries(properties), ...undeclared.map((name) => [name, {}] as const)],
    required,
    bodyRequired: body.required,
    uses: object.uses,
    content,
  };
}

function objectBehind(schema: JsonSchema, uses: ReadonlySet<string>, definitions: Definitions) {
  let object = { schema, uses };
  for (let steps = 0; steps < 20; steps += 1) {
    const name = referredName(object.schema);
    if (name === undefined) break;
    object = definitions.get(name);
  }
  const { type, properties, additionalProperties: further } = object.schema;
  const isFlat = Object.keys(object.schema).every((keyword) => FLAT.has(keyword));
  const names = Object.keys((properties ?? {}) as object);
  if (type !== 'object' || !isFlat || names.length === 0) return undefined;
  return further === undefined || further === false ? object : undefined;
}
