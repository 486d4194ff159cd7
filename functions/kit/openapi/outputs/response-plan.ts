/** What the document says of the answers, for the executor. */
export interface ResponsePlan {
  /** Value of the header `Accept`; empty if no answer has a body. */
  readonly accept: string;
  /** Answers that are errors, with what the document says of each: `404`, `5XX`, `default`. */
  readonly errors: readonly { readonly status: string; readonly description: string }[];
  readonly pagination?: Pagination;
  /** Lower-case names of answer headers that say how much may still be asked. */
  readonly rateLimitHeaders: readonly string[];
  /** The argument that takes an idempotency key. */
  readonly idempotencyArgument?: string;
}

/** How the rest of a list is got. */
export type Pagination =
  /** The header `Link` has the address of the next page (RFC 8288). */
  | { readonly kind: 'link' }
  /** The answer has a value at `next` that the argument takes. */
  | { readonly kind: 'cursor'; readonly argument: string; readonly next?: string; readonly size?: string }
  | { readonly kind: 'offset'; readonly argument: string; readonly size?: string }
  | { readonly kind: 'page'; readonly argument: string; readonly size?: string };
