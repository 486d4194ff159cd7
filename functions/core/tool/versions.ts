/** Order of two semantic versions (semver.org, section 11): negative if `a` comes first. */
export function compareVersions(a: string, b: string): number {
  const [coreA = '', preA] = a.split(/-(.*)/s);
  const [coreB = '', preB] = b.split(/-(.*)/s);
  return compareIdentifiers(coreA.split('.'), coreB.split('.')) || comparePrereleases(preA, preB);
}

/** Whether a version matches a request for `wanted`, which is `1`, `1.2` or `1.2.3`. */
export function satisfies(version: string, wanted: string): boolean {
  return version === wanted || (!version.includes('-') && version.startsWith(`${wanted}.`));
}

function comparePrereleases(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return compareIdentifiers(a.split('.'), b.split('.'));
}

function compareIdentifiers(a: string[], b: string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (left === right) continue;
    const [leftNumber, rightNumber] = [Number(left), Number(right)];
    if (Number.isInteger(leftNumber) && Number.isInteger(rightNumber)) return leftNumber - rightNumber;
    if (Number.isInteger(leftNumber)) return -1;
    if (Number.isInteger(rightNumber)) return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
