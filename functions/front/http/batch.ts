import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { lastMessage } from './last-message.ts';

/** Messages in one batch; each is guarded, counted and audited on its own. */
export const MOST_MESSAGES = 10;

/**
 * Answers a JSON-RPC batch, message by message, in order. Only revision 2025-03-26 has batches, and its clients send
 * no version header. For every other revision an array is a fault.
 *
 * @param serve answers one message as if it had come alone
 * @throws {ManifoldError} E2001 for an array that is not a batch, such as one that holds a batch
 */
export async function serveBatch(
  messages: unknown[],
  headers: Headers,
  serve: (message: unknown) => Promise<Response>,
): Promise<Response> {
  const version = headers.get('mcp-protocol-version') ?? '2025-03-26';
  if (version !== '2025-03-26')
    throw new ManifoldError('E2001', `Revision ${version} has no batches: send one message.`);
  if (messages.length === 0 || messages.length > MOST_MESSAGES) {
    throw new ManifoldError('E2001', `A batch has ${messages.length} messages; 1 to ${MOST_MESSAGES} are allowed.`);
  }
  if (messages.some(Array.isArray)) {
    throw new ManifoldError('E2001', 'A batch holds messages, not further batches: send each message once.');
  }
  const answers: unknown[] = [];
  for (const message of messages) {
    const answer = await lastMessage(await serve(message));
    if (answer !== undefined) answers.push(answer);
  }
  return answers.length === 0 ? new Response(null, { status: 202 }) : Response.json(answers);
}
