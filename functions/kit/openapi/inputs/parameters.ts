import type { JsonSchema } from '../../../../schemas/json.ts';
import type { Finding } from '../model.ts';
import { isObject } from '../read/json-value.ts';
import { keyOf } from '../read/locate.ts';
import { annotationsOf } from '../schema/annotations.ts';
import type { Converter } from '../schema/converter.ts';
import { type Definitions, type Piece, resolvedSchema } from '../schema/definitions.ts';
import type { OperationView, ParameterView } from '../view/operation-view.ts';
import { refusedHeader } from './headers.ts';

/** A parameter that becomes an argument. */
export interface ParameterInput {
  readonly view: ParameterView;
  readonly schema: JsonSchema;
  readonly uses: ReadonlySet<string>;
}

export interface ParameterContext {
  readonly converter: Converter;
  readonly pointerOf: (view: ParameterView) => string;
  /** `in name` of the parameters that carry a credential, which comes from the connection. */
  readonly credentials: ReadonlySet<string>;
  readonly report: (finding: Finding) => void;
}

/** Parameters that a caller can set, those of the path that nothing declares among them. */
export function parameterInputs(view: OperationView, context: ParameterContext): ParameterInput[] {
  const declared = view.parameters.filter((parameter) => isSettable(parameter, view, context));
  return [...declared, ...undeclared(view, context)].map((parameter) => ({
    view: parameter,
    ...argumentOf(parameter, context),
  }));
}

function isSettable(parameter: ParameterView, view: OperationView, context: ParameterContext): boolean {
  const note = (severity: Finding['severity'], code: string, message: string) => {
    context.report({ severity, code, pointer: context.pointerOf(parameter), message });
    return false;
  };
  const { name, in: place } = parameter;
  if (place === 'header') {
    const reason = refusedHeader(name);
    if (reason !== undefined) return note('note', 'refused-header', `${reason} It is no argument.`);
  }
  if (context.credentials.has(`${place} ${name}`)) {
    return note('note', 'credential', `"${name}" is a credential; it comes from the connection.`);
  }
  if (place === 'path' && !templateNames(view.path).includes(name)) {
    return note('note', 'not-in-path', `The path has no {${name}}; the parameter can be sent nowhere.`);
  }
  return true;
}

/** Names in braces of a path: `/a/{b}/{c+}` has `b` and `c`. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(/\{[+#./;?&]?([^{}]*?)[+*]?\}/g)].map(([, name]) => name ?? '');
}

function undeclared(view: OperationView, context: ParameterContext): ParameterView[] {
  const declared = new Set(view.parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name));
  return [...new Set(templateNames(view.path))]
    .filter((name) => !declared.has(name))
    .map((name) => {
      const parameter = stringInPath(name, view);
      const message = `No parameter declares {${name}} of the path; it is taken as a text.`;
      context.report({
        severity: 'note',
        code: 'undeclared-path-parameter',
        pointer: context.pointerOf(parameter),
        message,
      });
      return parameter;
    });
}

function stringInPath(name: string, { location }: OperationView): ParameterView {
  return {
    ...{ name, in: 'path', required: true, deprecated: false, style: 'simple', explode: false },
    ...{ allowReserved: false, allowEmptyValue: false, examples: [], location },
  };
}

function argumentOf(
  parameter: ParameterView,
  { converter, report, pointerOf }: ParameterContext,
): Omit<ParameterInput, 'view'> {
  const { schema: at, location, description, deprecated, examples } = parameter;
  if (at === undefined) return { schema: described({ type: 'string' }, parameter), uses: new Set() };
  const piece: Piece = converter.piece(at);
  for (const finding of piece.findings) report(finding);
  if (isNested(parameter, piece, converter.definitions)) {
    const message =
      'OpenAPI leaves open how objects within a list or an object are written here; they are sent as JSON.';
    report({ severity: 'note', code: 'nested-in-parameter', pointer: pointerOf(parameter), message });
  }
  // In Swagger 2.0 the parameter is the schema, and has said this already.
  const about = keyOf(at) === keyOf(location) ? {} : annotationsOf({ description, deprecated, examples });
  const schema = { ...withoutNull(piece.schema), ...about };
  return { schema: parameter.allowEmptyValue ? orEmpty(schema) : schema, uses: piece.uses };
}

function described(schema: JsonSchema, { description, deprecated }: ParameterView): JsonSchema {
  return { ...schema, ...annotationsOf({ description, deprecated }) };
}

/** Whether a value is nested deeper than the styles of parameters reach. */
function isNested({ style, contentType }: ParameterView, { schema }: Piece, definitions: Definitions): boolean {
  if (style === 'deepObject' || contentType !== undefined) return false;
  const { items, properties } = resolvedSchema(schema, definitions);
  const inner = [items, ...Object.values((properties ?? {}) as object)].filter(isObject);
  return inner.some((part) => /^(object|array)$/.test(String(resolvedSchema({ ...part }, definitions).type)));
}

/** Outside of JSON there is no null: a parameter is left out instead. */
function withoutNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.type) && schema.type.includes('null')) {
    const types = schema.type.filter((type) => type !== 'null');
    const values = Array.isArray(schema.enum) ? { enum: schema.enum.filter((value) => value !== null) } : {};
    return { ...schema, ...values, type: types.length === 1 ? types[0] : types };
  }
  const [rest, nothing, ...more] = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  if (more.length > 0 || nothing?.type !== 'null') return schema;
  const { anyOf: _, ...about } = schema;
  return { ...rest, ...about };
}

/** The value, or the empty text that `allowEmptyValue` allows. */
function orEmpty(schema: JsonSchema): JsonSchema {
  const bounded = ['minLength', 'enum', 'pattern', 'format', 'const'].some((keyword) => schema[keyword] !== undefined);
  if (schema.type === 'string' && !bounded) return schema;
  const { description, deprecated, ...value } = schema;
  return { anyOf: [value, { const: '' }], ...annotationsOf({ description, deprecated }) };
}
