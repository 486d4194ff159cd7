import { endpoints } from '../../cloud/endpoints.ts';

/** A request of the administrators' API: a GET without a body, a POST with one. */
export async function administer(key: string, path: string, body?: unknown) {
  const response = await fetch(`${endpoints().apiUrl}/api/v1/admin${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}
