import { ManifoldError } from '../../core/errors/manifold-error.ts';

/**
 * The way out of a family for Stripe's SDK, which takes any JSON for an object of Stripe's: on a number it never ends,
 * and half an object breaks the family that reads it.
 *
 * @returns `fetch` that fails with E4004 if the answer of a success is JSON that is no object of Stripe's; what is no JSON
 *   at all, and failures, the SDK tells by itself
 */
export function stripeFetch(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    if (!response.ok) return response;
    const { status, headers } = response;
    const text = await response.text();
    if (isOther(text)) {
      throw new ManifoldError('E4004', 'Stripe answered something that is no object of its API.');
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

/** Objects of Stripe say what they are, and all have an id but lists and pages of a search, whose items do. */
function isStripeObject(value: unknown): boolean {
  const { object, id, data } = Object(value) as { object?: unknown; id?: unknown; data?: unknown };
  if (object === 'list' || object === 'search_result') {
    return Array.isArray(data) && data.every((item) => isStripeObject(item));
  }
  return typeof object === 'string' && typeof id === 'string';
}
