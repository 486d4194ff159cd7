import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';

/** Symbols of US shares and funds: up to six letters, and a class after a point (BRK.B). */
export const SYMBOL = /^[A-Z]{1,6}(?:\.[A-Z]{1,3})?$/;

const EXPECTED = 'a symbol of a US share or fund such as "VTI" or "BRK.B"';

/** Form of a symbol, for audit. */
export const SYMBOL_FORM = { pattern: SYMBOL.source.slice(1, -1) };

export const normaliseSymbol = (text: string): string => text.trim().toUpperCase();

export const SymbolField = z
  .string()
  .min(1)
  .max(16)
  .meta({ description: `The share or fund: ${EXPECTED}.`, examples: ['VTI'], ...textKind('identifier') })
  .transform((text, context) => {
    const symbol = normaliseSymbol(text);
    if (SYMBOL.test(symbol)) return symbol;
    context.addIssue({ code: 'custom', message: `expected ${EXPECTED}` });
    return z.NEVER;
  });

export const UserField = z.string().min(1).max(256).optional().meta({ description: '"me", the default.' });
