import { describe, expect, it } from '@jest/globals';
import type { CatalogueView } from '../../runtime/registry/view.ts';
import { nameForAudit, UNNAMED, uriForAudit } from './audit-target.ts';

const view = {
  resources: [{ definition: { uri: 'users://roles' } }],
  resourceTemplates: [{ definition: { uriTemplate: 'users://{user_id}/profile' } }],
} as unknown as CatalogueView;

describe('what audit keeps of a name', () => {
  it.each(['verify_pan', 'verify_pan@1', 'verify_pan@1.0.0', 'no_such_tool'])(
    'is the name where it is one: %s',
    (name) => {
      expect(nameForAudit(name)).toBe(name);
    },
  );

  it.each(['Ada Lovelace', 'ada@example.com, 1815', '', 'x'.repeat(65), 'pay\n', '+49 30 1234'])(
    'is nothing where it may be anything: %j',
    (name) => {
      expect(nameForAudit(name)).toBe(UNNAMED);
    },
  );
});

describe('what audit keeps of a URI', () => {
  it('is the URI of a resource, the template of a filled one, and nothing of others', () => {
    expect(uriForAudit(view, 'users://roles')).toBe('users://roles');
    expect(uriForAudit(view, 'users://ada/profile')).toBe('users://{user_id}/profile');
    expect(uriForAudit(view, 'mailto:ada@example.com')).toBe(UNNAMED);
  });
});
