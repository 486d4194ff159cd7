import { describe, expect, it } from '@jest/globals';
import { secretReader } from './secret-reader.ts';

/** Counts requests and answers with what `value` says at the time. */
const managerOf = (value: () => string) => {
  const manager = { requests: 0, send: async () => ({ SecretString: value() }) };
  return {
    manager,
    client: {
      send: async () => {
        manager.requests += 1;
        return manager.send();
      },
    } as never,
  };
};

describe('reading a secret', () => {
  it('sends one request for concurrent callers', async () => {
    const { manager, client } = managerOf(() => '{"key":"one"}');
    const read = secretReader('arn', client);
    expect(await Promise.all([read(), read(), read()])).toEqual([{ key: 'one' }, { key: 'one' }, { key: 'one' }]);
    await read();
    expect(manager.requests).toBe(1);
  });

  it('sees a rotation when asked for a fresh one', async () => {
    let value = '{"key":"one"}';
    const { client } = managerOf(() => value);
    const read = secretReader('arn', client);
    await read();
    value = '{"key":"two"}';
    expect(await read()).toEqual({ key: 'one' });
    expect(await read({ fresh: true })).toEqual({ key: 'two' });
  });

  it('uses the kept value while Secrets Manager does not answer, and throws if it has no value', async () => {
    let away = false;
    const { client } = managerOf(() => {
      if (away) throw new Error('away');
      return '{"key":"one"}';
    });
    const read = secretReader('arn', client);
    await read();
    away = true;
    expect(await read({ fresh: true })).toEqual({ key: 'one' });
    await expect(secretReader('other', client)()).rejects.toMatchObject({ code: 'E5004' });
  });
});
