/** Documents of the invented person, in the shapes that DigiLocker issues. */
export interface SandboxDocument {
  content: string;
  contentType: string;
  issuer_id: string;
  issuer: string;
  description: string;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

export const DOCUMENTS: Record<string, SandboxDocument[]> = {
  aadhaar: [
    {
      content: `${XML}<Certificate><CertificateData><KycRes code="local"><UidData uid="xxxxxxxx9012"><Poi dob="21-04-1985" gender="M" name="John Doe"/></UidData></KycRes></CertificateData></Certificate>\n`,
      contentType: 'application/xml',
      issuer_id: 'in.gov.uidai',
      issuer: 'Unique Identification Authority of India (UIDAI)',
      description: 'Aadhaar Card',
    },
  ],
  pan: [
    {
      content: `${XML}<Certificate name="PAN Verification Record" number="XXXPX1234A"><IssuedTo><Person name="John Ronald Doe" dob="11-11-2001"/></IssuedTo></Certificate>\n`,
      contentType: 'application/xml',
      issuer_id: 'in.gov.pan',
      issuer: 'Income Tax Department',
      description: 'PAN Verification Record',
    },
  ],
  driving_license: [
    {
      content: `${XML}<Certificate name="Driving License" number="KA00 00000000000"><IssuedTo><Person name="John Doe"/></IssuedTo></Certificate>\n`,
      contentType: 'application/xml',
      issuer_id: 'in.gov.transport',
      issuer: 'Ministry of Road Transport and Highways',
      description: 'Driving License',
    },
    {
      content: '%PDF-1.4\n%invented driving licence\n',
      contentType: 'application/pdf',
      issuer_id: 'in.gov.transport',
      issuer: 'Ministry of Road Transport and Highways',
      description: 'Driving License (PDF)',
    },
  ],
};
