/** Verhoeff's check over the dihedral group D5 (J. Verhoeff, 1969), which UIDAI uses for Aadhaar numbers. */

/** The product of two elements of D5: 0 to 4 are rotations, 5 to 9 reflections. */
function multiply(a: number, b: number): number {
  const reflected = a >= 5;
  const rotation = reflected ? a - b : a + b;
  const turned = ((rotation % 5) + 5) % 5;
  return reflected !== b >= 5 ? turned + 5 : turned;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** A digit after the permutation has been applied as often as its place from the right says. */
function permute(digit: number, place: number): number {
  let value = digit;
  for (let times = 0; times < place % 8; times += 1) value = PERMUTATION[value] ?? 0;
  return value;
}

function checksum(digits: string, firstPlace: number): number {
  return [...digits]
    .reverse()
    .reduce((sum, digit, index) => multiply(sum, permute(Number(digit), index + firstPlace)), 0);
}

/** True if the last digit is the check digit of the digits before it. */
export function passesVerhoeff(digits: string): boolean {
  return checksum(digits, 0) === 0;
}

/** The digit that makes `digits` pass when it is put at the end. */
export function verhoeffDigit(digits: string): number {
  const sum = checksum(digits, 1);
  return sum >= 1 && sum <= 4 ? 5 - sum : sum;
}
