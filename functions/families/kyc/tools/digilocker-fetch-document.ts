import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { DocType, sessionIdField } from '../formats/digilocker.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { DOCUMENT_FAILURES, listFiles, mediaTypeOf } from '../provider/digilocker-files.ts';
import { documentUri } from '../resources/document-uri.ts';
import { refuseUnlessOpened } from '../store/opened.ts';
import { READ_ONLY, READ_SCOPE, unlessTimedOut } from '../tool-traits.ts';

export default defineTool({
  name: 'digilocker_fetch_document',
  version: '1.0.0',
  title: 'Fetch a DigiLocker document',
  description:
    'Lists the files of a document that a person shared in a DigiLocker session, each as a resource link. Read the link (resources/read) to get the file: it is fetched from the issuer at that moment and stored nowhere.',
  category: 'kyc',
  subcategory: 'digilocker',
  tags: ['india', 'identity', 'documents'],
  examples: [
    { title: 'Aadhaar', arguments: { session_id: '839fd8a0-d645-42e1-a904-bb43353b0139', doc_type: 'aadhaar' } },
  ],
  input: z.object({
    session_id: sessionIdField(),
    doc_type: DocType.describe('Document to fetch; the person must have consented to it.'),
  }),
  output: z.object({
    session_id: z.string(),
    doc_type: DocType,
    files: z.array(
      z.object({
        uri: z.string().describe('Resource to read the file from.'),
        mime_type: z.string(),
        size: z.int().nullable().describe('Bytes.'),
        issuer: z.string().nullable(),
        issuer_id: z.string().nullable(),
        description: z.string().nullable(),
        last_modified: z.string().nullable().describe('Date as the issuer writes it.'),
      }),
    ),
    fetched_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: READ_ONLY,
  shouldRetry: unlessTimedOut,
  requiredScopes: READ_SCOPE,
  errorMappings: DOCUMENT_FAILURES,
  sensitiveFields: ['session_id'],
  auditFields: { doc_type: 'closed' },
  async execute({ session_id, doc_type }, call) {
    await refuseUnlessOpened(call, { kind: 'digilocker-session', id: session_id });
    const { files, answer } = await listFiles(call, { sessionId: session_id, docType: doc_type });
    const listed = files.map((file, index) => ({
      uri: documentUri({ sessionId: session_id, docType: doc_type, index }),
      mime_type: mediaTypeOf(file),
      size: file.size ?? null,
      issuer: file.metadata?.issuer ?? null,
      issuer_id: file.metadata?.issuer_id ?? null,
      description: file.metadata?.description ?? null,
      last_modified: file.metadata?.LastModified ?? null,
    }));
    return {
      data: { session_id, doc_type, files: listed, fetched_at: answer.answeredAt },
      content: listed.map(({ uri, mime_type, size, description }, index) => ({
        type: 'resource_link',
        uri,
        name: `${doc_type}-${index}`,
        mimeType: mime_type,
        description: description ?? undefined,
        size: size ?? undefined,
      })),
      meta: metaOf(answer),
    };
  },
});
