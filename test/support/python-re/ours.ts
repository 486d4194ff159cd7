import { compile, type Match, PatternError } from '../../../functions/kit/python-re/index.ts';
import type { PatternCase } from './patterns.ts';

/** Result of a case, as `oracle.py` gives it. */
export function runCase({ pattern: source, flags, text, replacement }: PatternCase): unknown {
  const pattern = refusedAsNull(() => compile(source, flags));
  if (!pattern) return { refused: true };
  return {
    groups: pattern.groupCount,
    names: [...pattern.groupNames],
    search: spansOf(pattern.search(text)),
    match: spansOf(pattern.match(text)),
    fullmatch: spansOf(pattern.fullmatch(text)),
    finditer: Array.from(pattern.finditer(text), spansOf),
    findall: pattern.findall(text),
    split: pattern.split(text),
    sub: refusedAsNull(() => pattern.sub(replacement, text)),
  };
}

function spansOf(match: Match | null): ([number, number] | null)[] | null {
  if (!match) return null;
  return Array.from({ length: match.groups().length + 1 }, (_, group) => {
    const span = match.span(group);
    return span && [span.start, span.end];
  });
}

function refusedAsNull<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof PatternError) return null;
    throw error;
  }
}
