import { describe, expect, it } from '@jest/globals';
import { UNNAMED } from '../../../platform/audit/unnamed.ts';
import type { Catalogue } from '../../../platform/registry/catalogue.ts';
import type { CatalogueView } from '../../../platform/registry/view.ts';
import { promptForAudit, toolForAudit, uriForAudit } from './audit-target.ts';

const view = {
  resources: [{ definition: { uri: 'users://roles' } }],
  resourceTemplates: [{ definition: { uriTemplate: 'users://{user_id}/profile' } }],
} as unknown as CatalogueView;

const catalogue = {
  tools: new Map([['verify_pan', [{ definition: { version: '1.0.0' } }]]]),
  prompts: new Map([['onboard', {}]]),
} as unknown as Catalogue;

describe('what audit keeps of the name of a tool', () => {
  it.each(['verify_pan', 'verify_pan@1', 'verify_pan@1.0.0', 'batch_call'])(
    'is the name of one that there is: %s',
    (name) => {
      expect(toolForAudit(catalogue, name)).toBe(name);
    },
  );

  it('is the name without a version that there is not', () => {
    expect(toolForAudit(catalogue, 'verify_pan@Ada Lovelace')).toBe('verify_pan');
  });

  it.each(['Ada_Lovelace', 'Ada Lovelace', 'ada@example.com, 1815', '', '@1', 'pay\n', 'constructor'])(
    'is nothing of any other: %j',
    (name) => {
      expect(toolForAudit(catalogue, name)).toBe(UNNAMED);
    },
  );
});

it('what audit keeps of the name of a prompt is that of one that there is', () => {
  expect(promptForAudit(catalogue, 'onboard')).toBe('onboard');
  expect(promptForAudit(catalogue, 'Ada_Lovelace')).toBe(UNNAMED);
});

describe('what audit keeps of a URI', () => {
  it('is the URI of a resource, the template of a filled one, and nothing of others', () => {
    expect(uriForAudit(view, 'users://roles')).toBe('users://roles');
    expect(uriForAudit(view, 'users://ada/profile')).toBe('users://{user_id}/profile');
    expect(uriForAudit(view, 'mailto:ada@example.com')).toBe(UNNAMED);
  });
});
