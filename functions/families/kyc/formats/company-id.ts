import { compact } from '../../../core/input/normal-form.ts';
import { asWritten } from './as-written.ts';
import { CIN } from './cin.ts';
import { identifierField } from './identifier-field.ts';
import { LLPIN, parseLlpin } from './llpin.ts';

/** The values that audit keeps in clear. */
export const COMPANY_ID_FORM = { pattern: [CIN, LLPIN].map(({ source }) => source.slice(1, -1)).join('|') };

/** CIN of a company or LLPIN of a partnership; its shape shows which of the two it is. */
export const companyIdField = () =>
  identifierField({
    description: 'CIN or LLPIN',
    example: 'U12300GJ2017PTC123456',
    expected: 'a CIN, e.g. "U12300GJ2017PTC123456", or an LLPIN, e.g. "ABC-1234"',
    pattern: new RegExp(`${CIN.source}|${LLPIN.source}`),
    written: `${asWritten(CIN)}|${asWritten(/^[A-Z]{3}[0-9]{4}$/)}`,
    normalise: (text) => parseLlpin(text) ?? compact(text),
  });
