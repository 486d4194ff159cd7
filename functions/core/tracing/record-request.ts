import { Recording } from './recording.ts';

interface RestEvent {
  resource?: string;
  httpMethod?: string;
  requestContext?: { requestId?: string };
}

/**
 * Records one request to a REST function by its method and route, not by its path, which may hold ids.
 *
 * @param answer gives the function's answer; a status of 500 or above is a fault
 */
export async function recordRequest<Answer>(event: unknown, answer: () => Promise<Answer>): Promise<Answer> {
  const { resource, httpMethod, requestContext } = Object(event) as RestEvent;
  const recording = new Recording({
    name: `${httpMethod} ${resource}`,
    correlationId: requestContext?.requestId ?? '',
  });
  return recording.run(async () => {
    try {
      const answered = await answer();
      const { statusCode = 500 } = Object(answered) as { statusCode?: number };
      recording.describe({ status: statusCode });
      if (statusCode >= 500) recording.failed('E5001');
      return answered;
    } catch (thrown) {
      recording.failed('E5001');
      throw thrown;
    } finally {
      recording.end();
    }
  });
}
