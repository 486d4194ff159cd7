import { describe, expect, it } from '@jest/globals';
import { readRedirect } from './redirect.ts';

const ALLOWED = 'https://app.example, https://localhost:*';

describe('the address that a person is sent back to', () => {
  it.each([
    ['https://app.example/done?a=1#b', 'https://app.example/done?a=1#b'],
    ['https://app.example:443', 'https://app.example/'],
    ['https://localhost:8443/', 'https://localhost:8443/'],
    ['https://app.example/a/../b', 'https://app.example/b'],
  ])('may be %s', (given, sent) => {
    expect(readRedirect(ALLOWED, given)).toBe(sent);
  });

  it.each([
    'https://evil.example/',
    'https://app.example.evil.example/',
    'https://app.example:8443/',
    'https://app.example@evil.example/',
    'https://ada:secret@app.example/',
    'https://evil.example\\@app.example/',
    'https://app.exаmple/',
    'http://localhost:8443/',
    'https://localhost.evil.example/',
    'https://',
  ])('may not be %s', (given) => {
    expect(() => readRedirect(ALLOWED, given)).toThrow(
      expect.objectContaining({ code: 'E2004', details: expect.objectContaining({ field: 'redirect_url' }) }),
    );
  });

  it('is refused by a stage that names no origin', () => {
    expect(() => readRedirect(' ', 'https://app.example/')).toThrow(expect.objectContaining({ code: 'E3002' }));
  });
});
