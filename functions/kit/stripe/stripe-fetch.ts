import { ManifoldError } from '../../core/errors/manifold-error.ts';

/**
 * A `fetch` for Stripe's SDK that checks answers. The SDK takes any JSON for an object of Stripe: with a number it
 * never ends, and an incomplete object breaks the family that reads it.
 *
 * @returns `fetch` that fails with E4004 if a successful answer is JSON but not an object of Stripe. The SDK itself
 *   reports answers that are not JSON, and failures
 */
export function stripeFetch(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    if (!response.ok) return response;
    const { status, headers } = response;
    const text = await response.text();
    if (isOther(text)) {
      throw new ManifoldError('E4004', 'Stripe sent an answer that is not an object of its API.');
    }
    return new Response(text, { status, headers });
  };
}

function isOther(text: string): boolean {
  try {
    return !isStripeObject(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Objects of Stripe name their type and have an id; lists and search results have none, but their items have. */
function isStripeObject(value: unknown): boolean {
  const { object, id, data } = Object(value) as { object?: unknown; id?: unknown; data?: unknown };
  if (object === 'list' || object === 'search_result') {
    return Array.isArray(data) && data.every((item) => isStripeObject(item));
  }
  return typeof object === 'string' && typeof id === 'string';
}
