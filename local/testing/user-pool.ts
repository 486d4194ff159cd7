import { newUserPool, type UserPool } from '../issuer/user-pool.ts';

export const API = 'http://127.0.0.1:4600/mcp';
export const CALLBACK = 'http://127.0.0.1:3999/callback';

const client = (id: string, changes = {}) => ({
  id,
  flows: ['code'],
  scopes: [`${API}/tools:list`],
  callbackUrls: [CALLBACK],
  logoutUrls: [],
  accessTokenLifetime: 3_600,
  refreshTokenLifetime: 86_400,
  ...changes,
});

/** A pool with a client for people, and one for a machine. */
export function testPool(): UserPool {
  const scopes = ['tools:list', 'payments:refund', 'users:act'].map((scope) => `${API}/${scope}`);
  const made = { ...newUserPool('pool'), resources: new Map([[API, scopes]]) };
  made.clients.set('people', client('people'));
  made.clients.set('robot', client('robot', { secret: 'robot-secret', flows: ['client_credentials'] }));
  return made;
}
