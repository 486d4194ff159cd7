import type { CharSet } from '../chars/char-set.ts';
import * as op from './program.ts';
import { charSetOfUnit, type PlacedUnit, plainCode } from './units.ts';

/** Collects the instructions of a program. */
export class Emitter {
  readonly #code: number[] = [];
  /** Sets with their indexes. */
  readonly #sets = new Map<CharSet, number>();
  readonly #strings: string[] = [];
  readonly #checkpoints: op.Checkpoint[] = [];
  #registers: number;

  constructor(registers: number) {
    this.#registers = registers;
  }

  /** Address of the next instruction. */
  get address(): number {
    return this.#code.length;
  }

  emit(...words: number[]): void {
    for (const word of words) this.#code.push(word);
  }

  /** Emits an instruction whose last operand is an address that comes later: the result sets it to the next one. */
  emitForward(...words: number[]): () => void {
    this.emit(...words, -1);
    const operand = this.#code.length - 1;
    return () => {
      this.#code[operand] = this.#code.length;
    };
  }

  emitText(text: string): void {
    if (text === '') return;
    if (text.length === 1) this.emit(op.CHAR, text.charCodeAt(0));
    else this.emit(op.STRING, this.#strings.push(text) - 1);
  }

  emitUnit(placed: PlacedUnit): void {
    const code = plainCode(placed);
    if (code !== undefined) this.emit(op.CHAR, code);
    else this.emit(op.SET, this.setIndex(charSetOfUnit(placed)));
  }

  /** A body that may be left out; left out first, if it is lazy. */
  emitOptional(isLazy: boolean, body: () => void): void {
    if (!isLazy) {
      const toEnd = this.emitForward(op.SPLIT);
      body();
      toEnd();
      return;
    }
    const toBody = this.emitForward(op.SPLIT);
    const toEnd = this.emitForward(op.JUMP);
    toBody();
    body();
    toEnd();
  }

  emitAtomic(body: () => void): void {
    const register = this.newRegisters(1);
    this.emit(op.ATOMIC, register);
    body();
    this.emit(op.ATOMIC_END, register);
  }

  emitCheckpoint(counters: readonly number[]): void {
    this.emit(op.CHECKPOINT, this.#checkpoints.push({ counters }) - 1);
  }

  setIndex(set: CharSet): number {
    const index = this.#sets.get(set) ?? this.#sets.size;
    this.#sets.set(set, index);
    return index;
  }

  newRegisters(count: number): number {
    const first = this.#registers;
    this.#registers += count;
    return first;
  }

  finish(): Pick<op.Program, 'code' | 'sets' | 'strings' | 'checkpoints' | 'registers'> {
    return {
      code: Int32Array.from(this.#code),
      sets: [...this.#sets.keys()],
      strings: this.#strings,
      checkpoints: this.#checkpoints,
      registers: new Int32Array(this.#registers),
    };
  }
}
