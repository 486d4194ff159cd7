import type { ImportedTool } from '../model.ts';
import type { RequestPlan } from '../request/plan.ts';
import type { Converter } from '../schema/converter.ts';
import type { MediaTypeView, OperationView, ResponseView } from '../view/operation-view.ts';
import { paginationOf } from './pagination.ts';

const RATE_LIMIT = /^(x-)?(rate-?limit|ratelimit)(-|$)|^retry-after$|^x-rate-/;
const IDEMPOTENCY = /^(x-)?idempotency-?_?(key|token)$|^(x-)?(client-?request-?token|clienttoken|request-?token)$/i;

/** What the answers of an operation are: schema of the 2xx body, and the plan for the executor. */
export function readResponses(
  view: OperationView,
  request: RequestPlan,
  converter: Converter,
): Pick<ImportedTool, 'output' | 'responses'> {
  const good = view.responses.filter(({ status }) => /^2/.test(status));
  const success = good.find(({ contents }) => contents.length > 0) ?? good[0] ?? defaultOf(view);
  const content = success && preferred(success.contents);
  const piece = content?.schema && converter.piece(content.schema);
  const output = piece && { root: piece.schema, uses: piece.uses, definitions: converter.definitions };
  const headers = (good.length > 0 ? good : view.responses).flatMap((response) => response.headers);
  const all = view.responses.flatMap((response) => response.headers);
  const pagination =
    request.method === 'GET'
      ? paginationOf({
          parameters: request.parameters,
          headers,
          output: output?.root,
          definitions: converter.definitions,
        })
      : undefined;
  const idempotencyArgument = idempotencyIn(request);
  return {
    output,
    responses: {
      accept: acceptOf(success?.contents ?? []),
      errors: view.responses
        .filter((response) => /^[345]|^default$/.test(response.status) && response !== success)
        .map(({ status, description }) => ({ status, description: description.slice(0, 200) })),
      pagination,
      rateLimitHeaders: [...new Set(all.filter((name) => RATE_LIMIT.test(name)))].sort(),
      idempotencyArgument,
    },
  };
}

/** `default` is the answer of success if the document has no other. */
function defaultOf({ responses }: OperationView): ResponseView | undefined {
  return responses.some(({ status }) => /^2/.test(status))
    ? undefined
    : responses.find(({ status }) => status === 'default');
}

const isJson = ({ mediaType }: MediaTypeView) => /^application\/json$|\+json$|^\*\/\*$/.test(mediaType);

function preferred(contents: readonly MediaTypeView[]): MediaTypeView | undefined {
  return contents.find((content) => isJson(content) && content.schema) ?? contents.find(({ schema }) => schema);
}

function acceptOf(contents: readonly MediaTypeView[]): string {
  const types = [...contents].sort((a, b) => Number(isJson(b)) - Number(isJson(a))).map(({ mediaType }) => mediaType);
  return [...new Set(types)].slice(0, 5).join(', ');
}

function idempotencyIn({ parameters, body }: RequestPlan): string | undefined {
  const header = parameters.find(({ name }) => IDEMPOTENCY.test(name));
  if (header) return header.argument;
  if (body?.from !== 'properties') return undefined;
  return body.properties.find(({ property }) => IDEMPOTENCY.test(property))?.argument;
}
