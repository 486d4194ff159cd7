import { describe, expect, it } from '@jest/globals';
import { UNNAMED } from '../../../platform/audit/unnamed.ts';
import { promptForAudit, toolForAudit, uriForAudit } from './audit-target.ts';

const view = {
  resources: [{ definition: { uri: 'users://roles' } }],
  resourceTemplates: [{ definition: { uriTemplate: 'users://{user_id}/profile' } }],
};

const catalogue = {
  tools: new Map([['verify_pan', [{ definition: { version: '1.0.0' } }]]]),
  prompts: new Map([['onboard', {}]]),
};

describe('the name of a tool in audit', () => {
  it.each(['verify_pan', 'verify_pan@1', 'verify_pan@1.0.0', 'batch_call', 'confirm_call'])(
    'is kept if the catalogue has the tool: %s',
    (name) => {
      expect(toolForAudit(catalogue, name)).toBe(name);
    },
  );

  it('is kept without a version that does not exist', () => {
    expect(toolForAudit(catalogue, 'verify_pan@Ada Lovelace')).toBe('verify_pan');
  });

  it.each(['Ada_Lovelace', 'Ada Lovelace', 'ada@example.com, 1815', '', '@1', 'pay\n', 'constructor'])(
    'is left out if the catalogue does not have the tool: %j',
    (name) => {
      expect(toolForAudit(catalogue, name)).toBe(UNNAMED);
    },
  );
});

it('the name of a prompt is kept in audit if the catalogue has the prompt', () => {
  expect(promptForAudit(catalogue, 'onboard')).toBe('onboard');
  expect(promptForAudit(catalogue, 'Ada_Lovelace')).toBe(UNNAMED);
});

describe('a URI in audit', () => {
  it('is that of a resource, or the template that it matches, and is left out otherwise', () => {
    expect(uriForAudit(view, 'users://roles')).toBe('users://roles');
    expect(uriForAudit(view, 'users://ada/profile')).toBe('users://{user_id}/profile');
    expect(uriForAudit(view, 'mailto:ada@example.com')).toBe(UNNAMED);
  });
});
