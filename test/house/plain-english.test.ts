import { describe, expect, it } from '@jest/globals';
import { countWord, IDIOMS, proseOf } from './plain-english.ts';

const prose = proseOf();

describe('the wording of comments, texts and pages', () => {
  it.each(IDIOMS.map(({ idiom, instead }) => [idiom.source, idiom, instead] as const))(
    'does not use the idiom %s',
    (_name, idiom, instead) => {
      const found = prose.filter(({ text }) => idiom.test(text));
      expect(found.map(({ path, line, text }) => `${path}:${line} "${text.trim()}": write ${instead}`)).toEqual([]);
    },
  );

  it('says "if" at least three times as often as "where" in comments', () => {
    const comments = prose.filter(({ kind }) => kind === 'comment');
    const [where, condition] = [countWord(comments, 'where'), countWord(comments, 'if')];
    expect(condition).toBeGreaterThan(100);
    expect(where * 3).toBeLessThanOrEqual(condition);
  });

  it('says "if" at least three times as often as "where" in the pages', () => {
    const pages = prose.filter(({ kind }) => kind === 'page');
    expect(countWord(pages, 'where') * 3).toBeLessThanOrEqual(countWord(pages, 'if'));
  });
});
