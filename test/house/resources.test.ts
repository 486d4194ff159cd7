import { expect, it } from '@jest/globals';
import { loadManifests } from '../../lib/families.ts';

const definitions = (await loadManifests()).flatMap(({ resources, resourceTemplates }) => [
  ...resources.map((definition) => ({ ...definition, at: definition.uri })),
  ...resourceTemplates.map((definition) => ({ ...definition, at: definition.uriTemplate })),
]);

it('every shipped resource says for how long a client may keep it, and nothing of a person may be kept', () => {
  expect(definitions.length).toBeGreaterThan(20);
  expect(definitions.filter(({ ttlSeconds }) => ttlSeconds === undefined).map(({ at }) => at)).toEqual([]);
  const kept = definitions.filter(({ ttlSeconds }) => ttlSeconds !== 0).map(({ at }) => at);
  expect(kept.filter((at) => !/^(billing:\/\/plans$|kyc:\/\/reference\/)/.test(at))).toEqual([]);
});
