import { ManifoldError } from '../../core/errors/manifold-error.ts';

export interface NewFile {
  /** Path within the tenant, such as `reports/<id>/report.csv`. What is there already is written over. */
  key: string;
  /** Media type that the file is served with. */
  type: string;
  body: string | Uint8Array;
}

/** A link that anybody can open who has it, until it expires: it carries its own credentials. */
export interface FileLink {
  url: string;
  /** ISO 8601, UTC. */
  expiresAt: string;
}

export interface LinkWish {
  key: string;
  /** 60 seconds to 1 hour. */
  seconds: number;
  /** Name under which a browser saves the file. */
  saveAs: string;
}

/**
 * Files of the family as one tenant sees them: no key leads out of the tenant. They are deleted by themselves after the
 * days of the manifest.
 *
 * @throws {ManifoldError} E5004 where S3 does not answer
 */
export interface FamilyFiles {
  put(file: NewFile): Promise<void>;
  /** Makes a link without asking S3; whether the file is there shows when it is opened. */
  link(wish: LinkWish): Promise<FileLink>;
}

const refuse = () =>
  Promise.reject(
    new ManifoldError('E5001', 'The family keeps no files.', {
      details: { suggestion: 'Declare "files" in family.ts.' },
    }),
  );

/** The files of a family whose manifest declares none: every use fails. */
export const NO_FILES: FamilyFiles = { put: refuse, link: refuse };
