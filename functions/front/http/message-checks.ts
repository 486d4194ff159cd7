import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { missingScopes } from '../../core/principal/scopes.ts';
import { matchTemplate } from '../../core/uri-template/uri-template.ts';
import type { CatalogueView } from '../../platform/registry/view.ts';
import type { FrontRequest } from '../front-request.ts';
import { uriForAudit } from '../guard/audit/audit-target.ts';
import { recordRefusal } from '../guard/audit/refused-message.ts';
import { metadataUrl, type OAuthSettings, spelledFor } from '../oauth/metadata.ts';
import type { Services } from '../services.ts';
import { calledTool } from './called-tool.ts';
import { thrownAsResponse } from './json-rpc-errors.ts';

/** What a message wants to use, and the scopes that this takes. */
interface Wanted {
  operation: AuditEvent['operation'];
  target: string;
  arguments: unknown;
  scopes: readonly string[];
}

/**
 * The answer to a message whose principal lacks a scope (RFC 6750, 3.1): 403 with what to ask for. It has to come before
 * the protocol's own answer begins, since a stream's status cannot be taken back. API Gateway renames
 * `WWW-Authenticate`, so the missing scopes are in the error too.
 *
 * @returns undefined where nothing is missing, or where the message names nothing that is known
 */
export async function scopeChallenge(
  message: Record<string, unknown> | undefined,
  request: FrontRequest,
  services: Services,
  oauth: OAuthSettings,
): Promise<Response | undefined> {
  const wanted = wantedBy(message, request);
  const missing = wanted ? missingScopes(wanted.scopes, request.principal) : [];
  if (!wanted || missing.length === 0) return undefined;
  const { operation, target, arguments: args } = wanted;
  await recordRefusal({ services, request, operation, target, arguments: args, errorCode: 'E1004' });
  const response = thrownAsResponse(
    insufficientScopes(wanted.scopes, missing),
    { correlationId: request.correlationId, showTrace: false },
    message?.id,
  );
  response.headers.set('www-authenticate', challenge(wanted.scopes, oauth));
  return response;
}

function challenge(scopes: readonly string[], oauth: OAuthSettings): string {
  const [first] = oauth.issuers;
  const spelled = first ? spelledFor(first, scopes) : scopes;
  return `Bearer error="insufficient_scope", scope="${spelled.join(' ')}", resource_metadata="${metadataUrl(oauth)}"`;
}

export function wantedBy(
  message: Record<string, unknown> | undefined,
  { view }: { view: CatalogueView },
): Wanted | undefined {
  const params = Object(message?.params) as Record<string, unknown>;
  switch (message?.method) {
    case 'tools/call': {
      const tool = calledTool(message, view);
      return tool && wanted('tools/call', params.name, params.arguments ?? {}, tool.definition);
    }
    case 'prompts/get': {
      const prompt = view.prompts.find(({ definition }) => definition.name === params.name);
      return prompt && wanted('prompts/get', params.name, params.arguments ?? {}, prompt.definition);
    }
    case 'resources/read': {
      // What is no text may not even become one.
      const uri = typeof params.uri === 'string' ? params.uri : '';
      const record =
        view.resources.find(({ definition }) => definition.uri === uri) ??
        view.resourceTemplates.find(({ definition }) => matchTemplate(definition.uriTemplate, uri));
      return record && wanted('resources/read', uriForAudit(view, uri), { uri }, record.definition);
    }
    default:
      return undefined;
  }
}

function wanted(
  operation: AuditEvent['operation'],
  target: unknown,
  args: unknown,
  { requiredScopes }: { requiredScopes: readonly string[] },
): Wanted {
  return { operation, target: String(target), arguments: args, scopes: requiredScopes };
}

function insufficientScopes(required: readonly string[], missing: readonly string[]): ManifoldError {
  return new ManifoldError(
    'E1004',
    `The credential lacks ${missing.length === 1 ? 'the scope' : 'the scopes'} ${missing.join(', ')}.`,
    {
      details: {
        missingScopes: [...missing],
        requiredScopes: [...required],
        suggestion: 'Ask the authorization server for a token with these scopes as well.',
      },
    },
  );
}
