import type { JsonSchema } from '../../../../schemas/json.ts';
import { argumentNames, type NamedPart } from '../names/argument-names.ts';
import type { BodyPlan, ParameterPlan, RequestPlan } from '../request/plan.ts';
import type { Definitions, PrunedSchema } from '../schema/definitions.ts';
import type { OperationView } from '../view/operation-view.ts';
import type { BodyInput } from './body.ts';
import type { ParameterInput } from './parameters.ts';

export interface Input {
  readonly input: PrunedSchema;
  readonly request: RequestPlan;
}

export interface InputParts {
  readonly view: OperationView;
  readonly parameters: readonly ParameterInput[];
  readonly body?: BodyInput;
  readonly definitions: Definitions;
}

/** One flat object of arguments, and the plan that makes a request of them. */
export function buildInput({ view, parameters, body, definitions }: InputParts): Input {
  const bodyParts: NamedPart[] = bodyNames(body).map((name) => ({ name, place: 'body' }));
  const parts = [...bodyParts, ...parameters.map(({ view: { name, in: place } }): NamedPart => ({ name, place }))];
  const names = argumentNames(parts);
  const ofBody = names.slice(0, bodyParts.length);
  const ofParameters = names.slice(bodyParts.length);
  const plans = parameters.map((parameter, index) => parameterPlan(parameter, ofParameters[index] ?? ''));
  const properties: [string, JsonSchema][] = parameters.map(({ schema }, index) => [ofParameters[index] ?? '', schema]);
  const required = parameters.flatMap(({ view: { required: needed } }, index) =>
    needed ? [ofParameters[index] ?? ''] : [],
  );
  if (body?.kind === 'properties') {
    for (const [index, [name, schema]] of body.properties.entries()) {
      properties.push([ofBody[index] ?? '', schema]);
      if (body.required.has(name)) required.push(ofBody[index] ?? '');
    }
  } else if (body) {
    properties.push([ofBody[0] ?? '', body.schema]);
    if (body.required) required.push(ofBody[0] ?? '');
  }
  const uses = new Set([...parameters.flatMap((parameter) => [...parameter.uses]), ...(body?.uses ?? [])]);
  const root: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
  const bodyPlan = body && bodyPlanOf(body, ofBody);
  return {
    input: { root, uses, definitions },
    request: {
      method: view.method,
      path: view.path.split('#')[0] ?? '',
      parameters: plans,
      body: bodyPlan,
      servers: view.servers,
    },
  };
}

function bodyNames(body: BodyInput | undefined): string[] {
  if (body === undefined) return [];
  return body.kind === 'properties' ? body.properties.map(([name]) => name) : ['body'];
}

function parameterPlan({ view }: ParameterInput, argument: string): ParameterPlan {
  const { name, in: place, style, explode, allowReserved, contentType } = view;
  return {
    argument,
    name,
    in: place,
    style,
    explode,
    allowReserved,
    contentType,
  };
}

function bodyPlanOf(body: BodyInput, names: readonly string[]): BodyPlan {
  if (body.kind === 'properties') {
    const properties = body.properties.map(([property], index) => ({ argument: names[index] ?? '', property }));
    return { from: 'properties', required: body.bodyRequired, properties, content: body.content };
  }
  const argument = names[0] ?? 'body';
  const [content, ...others] = body.contents;
  if (body.choice || content === undefined)
    return { from: 'choice', argument, contents: [...(content ? [content] : []), ...others] };
  return { from: 'argument', argument, content };
}
