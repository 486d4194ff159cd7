import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** A function answers with at most 6 MB; a file in base64 is a third larger than its bytes. */
const MAX_BYTES = 4_000_000;
const TIMEOUT_MS = 15_000;

/**
 * Downloads a presigned file, without the provider's headers. No error contains the address or its cause, since
 * the address is a secret.
 *
 * @throws {ManifoldError} E4001, E4004, E4008 if the address has expired, E5001 if the host is not declared
 */
export async function download(call: Call, address: string): Promise<Buffer> {
  const url = new URL(address);
  const onThisMachine = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !onThisMachine) {
    throw new ManifoldError('E4004', 'The provider gave an address for the document that is not https.');
  }
  const response = await fetchQuietly(call, url);
  if (response.status === 403 || response.status === 404) {
    throw new ManifoldError(
      'E4008',
      'The document can no longer be downloaded. List it again with digilocker_fetch_document.',
    );
  }
  if (!response.ok)
    throw new ManifoldError(
      'E4004',
      `The document could not be downloaded: its store answered HTTP ${response.status}.`,
    );
  return readLimited(response);
}

async function fetchQuietly(call: Call, url: URL): Promise<Response> {
  try {
    return await call.fetch(url, { signal: AbortSignal.any([call.signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  } catch (thrown) {
    if (thrown instanceof ManifoldError && thrown.code === 'E5001') {
      throw new ManifoldError(
        'E5001',
        `The documents are kept at ${url.host}, which this platform may not call. Tell the operators: the setting KYC_DOCUMENT_HOSTS must name it.`,
      );
    }
    throw new ManifoldError('E4001', 'The store of the document could not be reached.');
  }
}

async function readLimited(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > MAX_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    throw new ManifoldError('E4001', 'The download of the document was cut off.');
  }
  if (size > MAX_BYTES) throw new ManifoldError('E4004', 'The document is larger than 4 MB and cannot be passed on.');
  return Buffer.concat(chunks);
}
