import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { DOC_TYPES, DocType, SESSION_ID } from '../formats/digilocker.ts';
import { listFiles, mediaTypeOf } from '../provider/digilocker-files.ts';
import { download } from '../provider/download.ts';
import { refuseUnlessOpened } from '../store/opened.ts';
import { READ_SCOPE } from '../tool-traits.ts';
import { DOCUMENT_TEMPLATE, documentUri } from './document-uri.ts';

/** Files of a DigiLocker session. Each read asks the provider for a fresh address and downloads the file then. */
export const digilockerDocument: ResourceTemplate = {
  definition: {
    uriTemplate: DOCUMENT_TEMPLATE,
    name: 'digilocker-document',
    title: 'DigiLocker document',
    description:
      'A file that a person shared in a DigiLocker session. digilocker_fetch_document links to it. XML comes as text, anything else as a blob.',
    mimeType: 'application/octet-stream',
    completes: ['doc_type'],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: { doc_type: (typed) => DOC_TYPES.filter((type) => type.startsWith(typed.toLowerCase())) },
  async read({ session_id: sessionId = '', doc_type = '', index = '' }, call) {
    const type = DocType.safeParse(doc_type);
    const position = /^\d{1,3}$/.test(index) ? Number(index) : undefined;
    if (!SESSION_ID.test(sessionId) || !type.success || position === undefined) throw noSuchFile();
    await refuseUnlessOpened(call, { kind: 'digilocker-session', id: sessionId });
    const { files } = await listFiles(call, { sessionId, docType: type.data });
    const file = files[position];
    if (!file) throw noSuchFile();
    const bytes = await download(call, file.url);
    const mimeType = mediaTypeOf(file);
    const content = { uri: documentUri({ sessionId, docType: type.data, index: position }), mimeType };
    return [
      isText(mimeType) ? { ...content, text: bytes.toString('utf8') } : { ...content, blob: bytes.toString('base64') },
    ];
  },
};

const isText = (mimeType: string) => /^text\/|[/+](xml|json)$/.test(mimeType);

const noSuchFile = () =>
  new ManifoldError('E4007', 'There is no such DigiLocker file. Use a link that digilocker_fetch_document answered.');
