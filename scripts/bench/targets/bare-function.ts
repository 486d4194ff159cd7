import { Router, streamify } from '@aws-lambda-powertools/event-handler/http';
import { bareHandler } from './bare-handler.ts';

/** The SDK's handler as a Lambda function, built like front. */
const mcp = bareHandler();
const app = new Router();
app.post('/mcp', async ({ req, event }) =>
  mcp.fetch(req, { parsedBody: JSON.parse('body' in event ? (event.body ?? '') : '') as unknown }),
);

export const handler = streamify(app);
