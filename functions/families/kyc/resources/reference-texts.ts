/** Topics of the reference, each with what an agent or a person needs to read, write and check the format. */
export interface ReferenceText {
  title: string;
  description: string;
  /** Markdown. */
  text: string;
}

export const REFERENCE_TEXTS: Readonly<Record<string, ReferenceText>> = {
  pan: {
    title: 'PAN format',
    description: 'Permanent Account Number: how it is built, and what its letters say.',
    text: `# PAN: Permanent Account Number

Ten characters: five letters, four digits, one letter, e.g. \`XXXPX1234A\`. Issued by the Income Tax Department.

| place | what it is |
|---|---|
| 1 to 3 | letters of a series |
| 4 | kind of holder |
| 5 | first letter of the surname (individuals) or of the name |
| 6 to 9 | serial number, never 0000 |
| 10 | check letter; how it is computed is not published |

Kinds of holder: A association of persons, B body of individuals, C company, F firm or limited liability partnership,
G government, H Hindu undivided family, J artificial juridical person, L local authority, P individual, T trust.

- Tools: \`verify_pan\` (validity, name, date of birth), \`check_pan_aadhaar_link\` (individuals only: fourth letter P).
- Spaces, hyphens and small letters are accepted. An unknown fourth letter is a warning, not an error.
- The date of birth of a company, firm or trust is its date of incorporation or formation.
`,
  },
  aadhaar: {
    title: 'Aadhaar format',
    description: 'Aadhaar number: its digits, its check digit, and how it may be shown.',
    text: `# Aadhaar number

Twelve digits, usually written in groups of four, e.g. \`1234 5678 9012\` (the provider's test number). Issued by UIDAI.

- The first digit is 2 to 9.
- The last digit is a check digit by Verhoeff's method, which catches every single wrong digit and every swap of neighbours.
- It may be shown only with its first eight digits masked: \`XXXX XXXX 9012\`. Every tool answers it so.
- A wrong check digit is a warning, not an error, since the provider's own test number has one.
- Verification: \`aadhaar_okyc_generate_otp\` sends an OTP to the linked mobile number, \`aadhaar_okyc_verify_otp\` takes it.
  Without a linked mobile number, use DigiLocker (\`digilocker_init_session\`).
- Never ask for it without the consent of the person.
`,
  },
  ifsc: {
    title: 'IFSC format',
    description: 'Indian Financial System Code of a bank branch.',
    text: `# IFSC: Indian Financial System Code

Eleven characters, e.g. \`SBIN0021745\`. Issued by the Reserve Bank of India; it names one branch of one bank.

| place | what it is |
|---|---|
| 1 to 4 | bank, letters |
| 5 | always the digit 0 (not the letter O) |
| 6 to 11 | branch, letters or digits |

- It stands on cheques, passbooks and statements.
- Tools: \`verify_ifsc\` (branch, address, payment systems), and with an account number
  \`verify_bank_account_penniless\` or \`verify_bank_account_penny_drop\` (pays in ₹1).
- Branches merge and codes lapse: look an old code up before using it.
`,
  },
  cin: {
    title: 'CIN format',
    description: 'Corporate Identification Number of a company.',
    text: `# CIN: Corporate Identification Number

Twenty-one characters, e.g. \`U12300GJ2017PTC123456\`. Issued by the Registrar of Companies.

| place | what it is |
|---|---|
| 1 | L listed, U unlisted |
| 2 to 6 | industry (National Industrial Classification) |
| 7 and 8 | state of registration, e.g. GJ, MH, KA |
| 9 to 12 | year of incorporation |
| 13 to 15 | type: PTC private, PLC public, OPC one person, NPL not for profit, GOI central government, SGC state government, FLC and FTC foreign, ULL and ULT unlimited |
| 16 to 21 | registration number |

- It changes with listing, industry, state or type, so a company may have had others.
- Tool: \`mca_company_search\` with \`id\`; by name if the CIN is not known.
`,
  },
  llpin: {
    title: 'LLPIN format',
    description: 'Identification number of a limited liability partnership.',
    text: `# LLPIN: Limited Liability Partnership Identification Number

Three letters, a hyphen, four digits, e.g. \`ABC-1234\`. Issued by the Registrar of Companies.

- The hyphen may be left out; the tools put it in.
- Partners of a partnership are in the same register as directors, by DIN (formerly DPIN).
- Tool: \`mca_company_search\` with \`id\`.
`,
  },
  din: {
    title: 'DIN format',
    description: 'Director Identification Number.',
    text: `# DIN: Director Identification Number

Eight digits with leading zeros, e.g. \`99999999\`. Issued once per person by the Ministry of Corporate Affairs, for life,
whatever the number of companies. Designated partners had a DPIN, which is the same as the DIN today.

- It has no public check digit: only a look-up shows whether it exists.
- Leading zeros may be left out; the tools put them back.
- Tool: \`mca_director_search\`. The directors of a company, with their DIN, come with \`mca_company_search\`.
`,
  },
};

export const REFERENCE_TOPICS = Object.keys(REFERENCE_TEXTS);
