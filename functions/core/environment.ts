/**
 * Value of a required environment variable.
 * @throws {Error} at start, if the construct did not set the variable
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The function needs the environment variable ${name}.`);
  return value;
}

/** Values of an environment variable that lists them with commas; none if it is not set. */
export function envList(name: string): string[] {
  return (process.env[name] ?? '').split(',').filter(Boolean);
}
