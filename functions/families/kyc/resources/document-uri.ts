import type { DocType } from '../formats/digilocker.ts';

/** Where a file of a DigiLocker session is read; the presigned address behind it stays with the family. */
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
