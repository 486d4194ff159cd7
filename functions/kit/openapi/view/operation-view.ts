import type { Finding } from '../model.ts';
import type { Location } from '../read/locate.ts';

/**
 * An operation as all versions of OpenAPI can say it. The adapters of the versions make it; what follows knows no
 * version. Places keep pointing into the document as it was written.
 */
export interface OperationView {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly location: Location;
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly parameters: readonly ParameterView[];
  readonly body?: BodyView;
  readonly responses: readonly ResponseView[];
  /** Undefined: what the document says for all operations. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  /** Addresses of this operation, if it has others than the document. */
  readonly servers?: readonly ServerView[];
  /** What was found while the view was made. */
  readonly findings: readonly Finding[];
}

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie' | 'querystring';
export type ParameterStyle =
  | 'matrix'
  | 'label'
  | 'simple'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

export interface ParameterView {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly allowEmptyValue: boolean;
  /** Undefined: the document does not say what it is. In Swagger 2.0 it is the parameter itself. */
  readonly schema?: Location;
  /** Set if the value is written in a media type, such as JSON in a query. */
  readonly contentType?: string;
  readonly examples: readonly unknown[];
  readonly location: Location;
}

export interface FieldView {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Location;
  readonly description?: string;
}

/** How one property of a form or multipart body is written. */
export interface EncodingView {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
}

export interface MediaTypeView {
  /** Lower case, without parameters. */
  readonly mediaType: string;
  readonly schema?: Location;
  /** Swagger 2.0 declares the fields of a form one by one. */
  readonly fields?: readonly FieldView[];
  /** 3.2: the schema of each item of a stream (`application/jsonl`, `text/event-stream`). */
  readonly itemSchema?: Location;
  readonly encoding: Readonly<Record<string, EncodingView>>;
}

export interface BodyView {
  readonly required: boolean;
  readonly description?: string;
  readonly contents: readonly MediaTypeView[];
  readonly location: Location;
}

export interface ResponseView {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  readonly description: string;
  /** Lower-case names of headers that the document declares. */
  readonly headers: readonly string[];
  readonly contents: readonly MediaTypeView[];
}

export interface ServerVariable {
  readonly name: string;
  readonly default: string;
  readonly values: readonly string[];
  readonly description?: string;
}

export interface ServerView {
  /** May hold `{variables}`, and be relative to where the document was found. */
  readonly url: string;
  readonly description?: string;
  readonly variables: readonly ServerVariable[];
}
