import { ASCII, MULTILINE } from '../flags.ts';
import type { Anchor } from '../parse/nodes.ts';
import * as op from './program.ts';

/** Kind of anchor by the flags at its place. */
export function anchorKind(anchor: Anchor, flags: number): number {
  const isMultiline = (flags & MULTILINE) !== 0;
  const isAscii = (flags & ASCII) !== 0;
  switch (anchor) {
    case 'caret':
      return isMultiline ? op.ANCHOR_LINE_START : op.ANCHOR_START;
    case 'dollar':
      return isMultiline ? op.ANCHOR_LINE_END : op.ANCHOR_LAST_LINE_END;
    case 'start':
      return op.ANCHOR_START;
    case 'end':
      return op.ANCHOR_END;
    case 'boundary':
      return isAscii ? op.ANCHOR_ASCII_BOUNDARY : op.ANCHOR_BOUNDARY;
    case 'inside':
      return isAscii ? op.ANCHOR_ASCII_INSIDE : op.ANCHOR_INSIDE;
  }
}
