import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Answer } from '../../shared/serve.ts';
import { failure, success } from '../wire/answer.ts';
import type { Route } from '../wire/route.ts';
import { DOCUMENTS } from './documents.ts';

const ENTITY = 'in.co.sandbox.kyc.digilocker.session';
/** The states of a session; each request for its status advances it by one, as a person would. */
const STEPS = ['created', 'initialized', 'authorized', 'succeeded'];
const DOC_TYPES = ['aadhaar', 'pan', 'driving_license'];

interface Session {
  createdAt: number;
  docTypes: string[];
  redirectUrl: string;
  step: number;
  /** Final state of the session, from `?outcome=` of the redirect URL. */
  outcome: string;
}

/** DigiLocker sessions, their documents and the presigned addresses of these. */
export class DigiLocker {
  private readonly sessions = new Map<string, Session>();
  private readonly signingKey = randomBytes(32);

  readonly routes: readonly Route[] = [
    {
      method: 'POST',
      template: '/kyc/digilocker/sessions/init',
      body: {
        entity: 'in.co.sandbox.kyc.digilocker.session.request',
        required: ['flow', 'doc_types', 'redirect_url'],
        optional: ['options', 'consent_expiry'],
      },
      answer: ({ body, baseUrl }) => this.init(body, baseUrl),
    },
    {
      method: 'GET',
      template: '/kyc/digilocker/sessions/{session_id}/status',
      answer: ({ params: { session_id = '' } }) => this.status(session_id),
    },
    {
      method: 'GET',
      template: '/kyc/digilocker/sessions/{session_id}/documents/{doc_type}',
      answer: ({ params: { session_id = '', doc_type = '' }, baseUrl }) => this.files(session_id, doc_type, baseUrl),
    },
  ];

  private init({ flow, doc_types, redirect_url, consent_expiry }: Record<string, unknown>, baseUrl: string): Answer {
    if (flow !== 'signin' && flow !== 'signup') return failure(422, 'Invalid flow');
    if (!Array.isArray(doc_types) || doc_types.length === 0 || !doc_types.every((type) => DOC_TYPES.includes(type))) {
      return failure(422, 'Invalid doc_types');
    }
    if (typeof redirect_url !== 'string' || !redirect_url.startsWith('https://'))
      return failure(422, 'Invalid redirect_url');
    if (consent_expiry !== undefined && Number(consent_expiry) < Date.now() + 3_600_000)
      return failure(422, 'Invalid consent_expiry');
    const id = randomUUID();
    const outcome = new URL(redirect_url).searchParams.get('outcome') ?? 'succeeded';
    const step = outcome === 'now' ? STEPS.length : 0;
    this.sessions.set(id, { createdAt: Date.now(), docTypes: doc_types, redirectUrl: redirect_url, step, outcome });
    return success({
      '@entity': `${ENTITY}.response`,
      session_id: id,
      authorization_url: `${baseUrl}/public/oauth2/1/authorize?state=${id}`,
    });
  }

  private status(id: string): Answer {
    const session = this.sessions.get(id);
    if (!session) return failure(521, 'Data Not Found');
    const status = statusOf(session);
    session.step += 1;
    return success({
      '@entity': ENTITY,
      id,
      created_at: session.createdAt,
      status,
      ...(status === 'succeeded' ? { documents_consented: session.docTypes } : {}),
    });
  }

  private files(id: string, type: string, baseUrl: string): Answer {
    const session = this.sessions.get(id);
    if (!session || !DOC_TYPES.includes(type)) return failure(521, 'Data Not Found');
    if (statusOf(session) !== 'succeeded') return failure(523, 'Invalid Session Lifecycle');
    if (!session.docTypes.includes(type)) return failure(521, 'Data Not Found');
    return success({
      files: (DOCUMENTS[type] ?? []).map(({ content, contentType, ...metadata }, index) => ({
        '@entity': 'org.quicko.drive.file',
        url: `${baseUrl}/files/${type}/${index}?X-Amz-Expires=3600&X-Amz-Signature=${this.sign(type, index)}`,
        size: content.length,
        metadata: { ContentType: contentType, LastModified: '09/05/2025', ...metadata },
      })),
    });
  }

  /** The presigned file: a caller with the address may read it without a token. */
  download(path: string, signature: string | null): Answer | undefined {
    const [, type = '', index = ''] = /^\/files\/(\w+)\/(\d+)$/.exec(path) ?? [];
    const file = DOCUMENTS[type]?.[Number(index)];
    if (!file) return undefined;
    if (signature !== this.sign(type, Number(index))) return { status: 403, headers: {}, body: 'AccessDenied' };
    return { status: 200, headers: { 'content-type': file.contentType }, body: file.content };
  }

  /** The page at which the person consents: here it consents at once and goes back. */
  authorize(id: string): Answer | undefined {
    const session = this.sessions.get(id);
    if (!session) return undefined;
    session.step = STEPS.length;
    return { status: 302, headers: { location: session.redirectUrl }, body: '' };
  }

  private sign(type: string, index: number): string {
    return createHmac('sha256', this.signingKey).update(`${type}/${index}`).digest('hex');
  }
}

function statusOf({ step, outcome }: Session): string {
  const ends = outcome === 'failed' || outcome === 'expired' ? outcome : 'succeeded';
  return step >= STEPS.length - 1 ? ends : (STEPS[step] ?? ends);
}
