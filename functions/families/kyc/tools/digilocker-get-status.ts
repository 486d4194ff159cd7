import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { DocType, SESSION_STATES, sessionIdField } from '../formats/digilocker.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { path } from '../provider/endpoint.ts';
import { COMMON_FAILURES } from '../provider/failures/common.ts';
import { SESSION_FAILURES } from '../provider/failures/digilocker.ts';
import { readData } from '../provider/read-data.ts';
import { refuseUnlessOpened } from '../store/opened.ts';
import { READ_ONLY, READ_SCOPE, unlessTimedOut } from '../tool-traits.ts';

const failures = [...SESSION_FAILURES, ...COMMON_FAILURES];

const StatusData = z.object({
  id: z.string(),
  status: z.enum(SESSION_STATES),
  /** Milliseconds. */
  created_at: z.number().nullish(),
  documents_consented: z.array(DocType).nullish(),
});

/** The best next step of an agent in each state. */
const NEXT_STEP: Record<(typeof SESSION_STATES)[number], string> = {
  created: 'Show the person the authorization_url of the session.',
  initialized: 'The person is at DigiLocker. Ask again in some seconds.',
  authorized: 'The person has signed in. Ask again in some seconds.',
  succeeded: 'Fetch the consented documents with digilocker_fetch_document.',
  failed: 'The person did not consent, or DigiLocker failed. Begin a new session with digilocker_init_session.',
  expired: 'The session has expired. Begin a new one with digilocker_init_session.',
};

export default defineTool({
  name: 'digilocker_get_status',
  version: '1.0.0',
  title: 'Status of a DigiLocker session',
  description:
    'Tells how far a DigiLocker session has come, and which documents the person consented to. There is no notification: ask every few seconds while the person is at DigiLocker.',
  category: 'kyc',
  subcategory: 'digilocker',
  tags: ['india', 'identity', 'documents'],
  examples: [{ title: 'Status', arguments: { session_id: '839fd8a0-d645-42e1-a904-bb43353b0139' } }],
  input: z.object({ session_id: sessionIdField() }),
  output: z.object({
    session_id: z.string(),
    status: z.enum(SESSION_STATES),
    documents_consented: z
      .array(DocType)
      .describe('Documents that can be fetched; empty until the session has succeeded.'),
    next_step: z.string().describe('What to do now.'),
    created_at: z.int().nullable().describe('When the session began, in Unix seconds.'),
  }),
  annotations: READ_ONLY,
  shouldRetry: unlessTimedOut,
  requiredScopes: READ_SCOPE,
  errorMappings: failures,
  sensitiveFields: ['session_id'],
  async execute({ session_id }, call) {
    await refuseUnlessOpened(call, { kind: 'digilocker-session', id: session_id });
    const answer = await ask(call, {
      method: 'GET',
      path: path`/kyc/digilocker/sessions/${session_id}/status`,
      failures,
    });
    const session = readData(StatusData, answer.data);
    return {
      data: {
        session_id: session.id,
        status: session.status,
        documents_consented: session.documents_consented ?? [],
        next_step: NEXT_STEP[session.status],
        created_at: session.created_at ? Math.floor(session.created_at / 1000) : null,
      },
      meta: metaOf(answer),
    };
  },
});
