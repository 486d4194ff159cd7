/** The value of a secret that operators still have to fill in. */
const PLACEHOLDER = 'set-me';

/** Whether operators have filled in a value of a secret. */
export function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '' && value !== PLACEHOLDER;
}
