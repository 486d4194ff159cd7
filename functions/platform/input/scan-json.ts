import type { Path } from '../../core/input/field-path.ts';
import { MAX_NESTING } from '../../core/json/json-depth.ts';
import { lossOf } from './exact-number.ts';

/** A fault in JSON that JSON.parse accepts and the platform refuses. */
export interface JsonFault {
  readonly path: Path;
  /** Continues a sentence that begins with the field: `is there twice`. */
  readonly reason: string;
  readonly suggestion?: string;
}

/** One open object or array. */
interface Level {
  /** Keys so far; undefined for arrays. */
  readonly keys: Set<string> | undefined;
  /** Key or index of the member that is being read. */
  member: string | number;
}

/**
 * Searches well-formed JSON text for faults that the parsed value does not show: duplicate keys, numbers that would
 * change, lone surrogates; and for keys that change objects.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  // Lone surrogates are rare, so their place is only searched for if the text can hold one.
  const mayHaveHalves = !text.isWellFormed() || /\\u[dD][89a-fA-F]/.test(text);
  const levels: Level[] = [];
  const fault = (reason: string, suggestion?: string): JsonFault => ({
    path: levels.map(({ member }) => member).filter((member) => member !== ''),
    reason,
    suggestion,
  });
  let expectsKey = false;
  let at = 0;
  while (at < text.length) {
    const level = levels.at(-1);
    const code = text.charCodeAt(at);
    switch (code) {
      case 0x22: {
        const end = endOfString(text, at);
        const raw = text.slice(at + 1, end);
        at = end;
        const isKey = expectsKey && level?.keys !== undefined;
        const decoded = (isKey || mayHaveHalves) && raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
        if (isKey && level?.keys) {
          const outer = levels.at(-2)?.member;
          level.member = decoded;
          expectsKey = false;
          if (level.keys.has(decoded)) return fault('is there twice', 'Send each key once.');
          level.keys.add(decoded);
          if (decoded === '__proto__' || (decoded === 'prototype' && outer === 'constructor')) {
            return fault('is a name that objects use for themselves', 'Use another name.');
          }
        }
        if (mayHaveHalves && !decoded.isWellFormed()) {
          return fault('has half of a character (a lone surrogate)', 'Send well-formed Unicode.');
        }
        break;
      }
      case 0x7b: // {
      case 0x5b: // [
        if (levels.length === MAX_NESTING) return fault(`is nested deeper than ${MAX_NESTING} levels`);
        expectsKey = code === 0x7b;
        levels.push(expectsKey ? { keys: new Set(), member: '' } : { keys: undefined, member: 0 });
        break;
      case 0x7d: // }
      case 0x5d: // ]
        levels.pop();
        break;
      case 0x2c: // ,
        if (typeof level?.member === 'number') level.member += 1;
        else expectsKey = true;
        break;
      default:
        if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
          const end = endOfNumber(text, at);
          const loss = lossOf(text.slice(at, end));
          if (loss) return fault(loss, 'Send it as a string, if the tool takes one.');
          at = end - 1;
        }
    }
    at += 1;
  }
  return undefined;
}

/** Index of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === 0x5c) before -= 1;
  return (at - before) % 2 === 0;
}

/** Index after the number: its characters are digits, `+`, `-`, `.`, `e` and `E`. */
function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  for (; ; end += 1) {
    const code = text.charCodeAt(end);
    const isPart = (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x65 || code === 0x45;
    if (!isPart && code !== 0x2b && code !== 0x2d) return end;
  }
}
