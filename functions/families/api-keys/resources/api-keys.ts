import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { readLimit } from '../../../kit/family/list-variables.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { viewOf } from '../key-fields.ts';
import { keysOfOwner } from '../own-key.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'api-keys://{user_id}{?limit,cursor}';
const PAGE_SIZE = { max: 100, standard: 20 };

/** The keys of a person and the person's agents that have not expired, revoked ones included, as a tree. */
export const apiKeys: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'api-keys',
    title: 'API keys',
    description:
      'API keys of a person ("me" for yourself) and of the person’s agents, without the keys themselves. Each is followed by the keys that were made with it (parent_key_id), oldest first. limit is 1 to 100 (20).',
    mimeType: 'application/json',
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
    completes: [],
  },
  complete: {},
  async read({ user_id: owner = '', limit, cursor }, call) {
    const size = readLimit(limit, PAGE_SIZE);
    const own = await keysOfOwner(call, owner);
    const start = startOf(own, cursor);
    const page = own.slice(start, start + size);
    const hasMore = start + size < own.length;
    const keys = page.map(viewOf);
    const next = hasMore ? keys.at(-1)?.key_id : undefined;
    const uri = expandTemplate(TEMPLATE, { user_id: owner, limit, cursor });
    const text = JSON.stringify({ user_id: owner, keys, has_more: hasMore, next_cursor: next });
    return [{ uri, mimeType: 'application/json', text }];
  },
};

/** A cursor is the id of the last key of the page before; the cursor of a key that no longer exists is refused. */
function startOf(keys: readonly { id: string }[], cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const last = keys.findIndex(({ id }) => id === cursor);
  if (last >= 0) return last + 1;
  throw new ManifoldError('E2004', '"cursor" does not belong to this list.', {
    details: {
      field: 'cursor',
      expectedFormat: 'next_cursor of the page before',
      suggestion: 'Start again without a cursor.',
    },
  });
}
