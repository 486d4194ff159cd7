/**
 * The one thing that a name means: by its exact name, else by a part of it; upper and lower case and everything but
 * letters and digits make no difference in parts. CloudFormation makes up long names, people type short ones.
 * @throws Error that names what there is, if no name or several names fit.
 */
export function byName<T>(
  kind: string,
  name: string,
  things: readonly T[],
  namesOf: (thing: T) => readonly string[],
): T {
  const exact = things.filter((thing) => namesOf(thing).includes(name));
  const found =
    exact.length > 0 ? exact : things.filter((thing) => namesOf(thing).some((own) => plain(own).includes(plain(name))));
  const [thing] = found;
  if (thing !== undefined && found.length === 1) return thing;
  const which = (found.length > 0 ? found : things).map((one) => namesOf(one)[0]).join(', ') || 'none';
  throw new Error(`${found.length > 0 ? `Several ${kind}s fit` : `No ${kind} fits`} ${name}; there are: ${which}.`);
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
