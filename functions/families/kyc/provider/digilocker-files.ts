import * as z from 'zod';
import type { Call } from '../../../kit/tool/call.ts';
import type { DocType } from '../formats/digilocker.ts';
import { ask } from './ask.ts';
import { path } from './endpoint.ts';
import type { Unwrapped } from './envelope.ts';
import { COMMON_FAILURES } from './failures/common.ts';
import { SESSION_FAILURES } from './failures/digilocker.ts';
import { readData } from './read-data.ts';

export const DOCUMENT_FAILURES = [...SESSION_FAILURES, ...COMMON_FAILURES];

const FilesData = z.object({
  files: z.array(
    z.object({
      /** Presigned: anybody with the link can read the document for an hour, so it never leaves the family. */
      url: z.url(),
      size: z.int().nonnegative().nullish(),
      metadata: z
        .object({
          ContentType: z.string().nullish(),
          issuer_id: z.string().nullish(),
          issuer: z.string().nullish(),
          description: z.string().nullish(),
          LastModified: z.string().nullish(),
        })
        .nullish(),
    }),
  ),
});
export type DigiLockerFile = z.output<typeof FilesData>['files'][number];

/** The files of one document of a session, as the provider lists them now. */
export async function listFiles(
  call: Call,
  { sessionId, docType }: { sessionId: string; docType: DocType },
): Promise<{ files: DigiLockerFile[]; answer: Unwrapped }> {
  const answer = await ask(call, {
    method: 'GET',
    path: path`/kyc/digilocker/sessions/${sessionId}/documents/${docType}`,
    failures: DOCUMENT_FAILURES,
  });
  return { files: readData(FilesData, answer.data).files, answer };
}

/** Media type that the provider gives a file, in the form `type/subtype`. */
export function mediaTypeOf(file: DigiLockerFile): string {
  const declared = file.metadata?.ContentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z]+\/[a-z0-9.+-]+$/.test(declared) ? declared : 'application/octet-stream';
}
