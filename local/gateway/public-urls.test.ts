import { describe, expect, it } from '@jest/globals';
import { apiId, PublicUrls } from './public-urls.ts';

const api = { Type: 'AWS::ApiGateway::RestApi' };
const assembly = {
  stacks: [{ name: 'stack', template: { Resources: { First: api, Second: api } } }],
  assets: new Map(),
};
const nameOf = (logicalId: string, stage = 'dev') =>
  `https://${apiId('stack', logicalId)}.execute-api.us-east-1.amazonaws.com/${stage}`;

describe('the public URLs', () => {
  it('replaces the API URLs of AWS in any text, by the same local URL each time', async () => {
    const urls = new PublicUrls(4600);
    await urls.reserve(assembly);
    expect(urls.localise(`a="${nameOf('First')}/mcp", b="${nameOf('First')}"`)).toBe(
      'a="http://127.0.0.1:4600/mcp", b="http://127.0.0.1:4600"',
    );
    const second = urls.portOf(apiId('stack', 'Second'), 'domain');
    await urls.reserve(assembly);
    expect(urls.localise(nameOf('Second'))).toBe(`http://127.0.0.1:${second}`);
    expect(second).not.toBe(4600);
  });

  it('keeps the stage in the path in the form that AWS gives', async () => {
    const urls = new PublicUrls(4600, 'stage');
    await urls.reserve(assembly);
    expect(urls.localise(`${nameOf('First')}/mcp`)).toBe('http://127.0.0.1:4600/dev/mcp');
  });

  it('leaves other names alone', async () => {
    const urls = new PublicUrls(4600);
    await urls.reserve(assembly);
    for (const name of [
      nameOf('Third'),
      'https://mcp.example.com/mcp',
      nameOf('First').replace('us-east-1', 'eu-west-1'),
    ]) {
      expect(urls.localise(name)).toBe(name);
    }
  });
});
