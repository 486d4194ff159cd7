/**
 * Value of a required environment variable.
 * @throws {Error} in a sentence, at start, where the construct forgot it
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The function needs the environment variable ${name}.`);
  return value;
}
