import type { NormalForm } from '../../../../schemas/normal-form.ts';
import { asWritten, optionally } from './as-written.ts';
import { identifierField } from './identifier-field.ts';

/** Leading zeros and the words DIN and DPIN may be left out or written. */
export const DIN_FORM: NormalForm = { form: 'identifier', strip: '^DP?IN:?', zeros: { least: 6, to: 8 } };

/** Director Identification Number, or the DPIN of a designated partner: 8 digits, with their leading zeros. */
export const dinField = () =>
  identifierField({
    description: 'DIN or DPIN',
    example: '99999999',
    expected: '8 digits (leading zeros may be left out), e.g. "99999999"',
    pattern: /^[0-9]{8}$/,
    form: DIN_FORM,
    written: asWritten(/^[0-9]{6,8}$/, optionally('DP?IN:?')),
  });
