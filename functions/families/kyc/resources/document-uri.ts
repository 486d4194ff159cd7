import type { DocType } from '../formats/digilocker.ts';

/** URI of the resource for a file of a DigiLocker session. The presigned address behind it stays in the family. */
export const DOCUMENT_TEMPLATE = 'kyc://digilocker/{session_id}/{doc_type}/{index}';

export function documentUri({
  sessionId,
  docType,
  index,
}: {
  sessionId: string;
  docType: DocType;
  index: number;
}): string {
  return `kyc://digilocker/${encodeURIComponent(sessionId)}/${docType}/${index}`;
}
