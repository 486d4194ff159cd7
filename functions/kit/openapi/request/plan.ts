import type { JsonSchema } from '../../../../schemas/json.ts';
import type { ParameterPlace, ParameterStyle, ServerView } from '../view/operation-view.ts';

/**
 * How the arguments of a tool become a request. It is data: the registry keeps it, the executor hands it to
 * `buildRequest`. The mapping is a bijection, given the types that the document states: no two sets of arguments make the
 * same request. The exception is two exploded objects in one query, whose properties the document itself mixes.
 */
export interface RequestPlan {
  /** Upper case. */
  readonly method: string;
  /** With `{names}` of path parameters, and a fixed query if the document writes one into the path. */
  readonly path: string;
  readonly parameters: readonly ParameterPlan[];
  readonly body?: BodyPlan;
  /** Addresses of this operation, if it has others than the document. */
  readonly servers?: readonly ServerView[];
}

export interface ParameterPlan {
  /** Name of the tool's argument. */
  readonly argument: string;
  /** Name on the wire. */
  readonly name: string;
  readonly in: ParameterPlace;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** Set if the value is written in a media type. */
  readonly contentType?: string;
}

/** How a value becomes bytes. */
export type BodyFormat = 'json' | 'form' | 'multipart' | 'text' | 'binary' | 'json-lines' | 'xml';

/** How one property of a form or multipart body is written. */
export interface FieldPlan {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  /** The value is bytes: base64, or a link to a resource. */
  readonly binary?: boolean;
}

export interface ContentPlan {
  readonly mediaType: string;
  readonly format: BodyFormat;
  /** By property; the encoding of a property that is not named follows from its value. */
  readonly fields: Readonly<Record<string, FieldPlan>>;
  /** Of XML: the schema with what OpenAPI says of elements and attributes, and the name of the root element. */
  readonly xml?: { readonly root: string; readonly schema: JsonSchema };
}

export type BodyPlan =
  /** Each property of the body is an argument. Sent if one of them is given, or if the body is required. */
  | {
      readonly from: 'properties';
      readonly required: boolean;
      readonly properties: readonly { readonly argument: string; readonly property: string }[];
      readonly content: ContentPlan;
    }
  /** One argument is the body. */
  | { readonly from: 'argument'; readonly argument: string; readonly content: ContentPlan }
  /** One argument is `{content_type, content}`. */
  | { readonly from: 'choice'; readonly argument: string; readonly contents: readonly ContentPlan[] };
