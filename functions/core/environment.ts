/**
 * Value of a required environment variable.
 * @throws {Error} at start, if the construct did not set the variable
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The function needs the environment variable ${name}.`);
  return value;
}
