/**
 * Preload (`node --import`) for programs that have no setting for credentials: adds the key of
 * CONFORMANCE_API_KEY to every request to the origin of CONFORMANCE_URL, and to no other. A credential that the
 * program sends itself stays. `fetch` and undici's own `request` both pass the global dispatcher; `node:http` does not.
 */
import http from 'node:http';
import { createRequire } from 'node:module';

/** The undici package that the suite imports. */
const suite = createRequire(import.meta.resolve('@modelcontextprotocol/conformance/package.json'));
const { getGlobalDispatcher, setGlobalDispatcher } = suite('undici');

const { origin, hostname, port } = new URL(process.env.CONFORMANCE_URL);
const authorization = `Bearer ${process.env.CONFORMANCE_API_KEY}`;

const withCredentials = (dispatch) => (options, handler) => {
  const names = Object.keys(options.headers ?? {}).map((name) => name.toLowerCase());
  if (String(options.origin) !== origin || names.includes('authorization')) return dispatch(options, handler);
  return dispatch({ ...options, headers: { ...options.headers, authorization } }, handler);
};

setGlobalDispatcher(getGlobalDispatcher().compose(withCredentials));

const plainRequest = http.request;
http.request = (options, ...rest) => {
  const ours = options.hostname === hostname && String(options.port) === port;
  if (!ours) return plainRequest(options, ...rest);
  return plainRequest({ ...options, headers: { authorization, ...options.headers } }, ...rest);
};
