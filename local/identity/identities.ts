import { randomBytes } from 'node:crypto';
import { ACCOUNT, PARTITION } from '../account.ts';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

/** Whom an access key stands for. The operator is the person who runs the local cloud and may do everything. */
export type Identity =
  | { kind: 'operator'; arn: string; roleName?: undefined }
  | { kind: 'role'; arn: string; roleName: string; roleArn: string };

/** Temporary credentials of function instances, and the operator's. Known by access key id; signatures are not checked. */
export class Identities {
  private readonly byKey = new Map<string, Identity>();

  /** Credentials as Lambda gives them to one execution environment of a function. */
  assume(roleArn: string, session: string): Credentials {
    const roleName = roleArn.split('/').at(-1) ?? roleArn;
    const arn = `arn:${PARTITION}:sts::${ACCOUNT}:assumed-role/${roleName}/${session}`;
    const credentials = newCredentials();
    this.byKey.set(credentials.accessKeyId, { kind: 'role', arn, roleName, roleArn });
    return credentials;
  }

  operator(): Credentials {
    const credentials = newCredentials();
    this.byKey.set(credentials.accessKeyId, {
      kind: 'operator',
      arn: `arn:${PARTITION}:iam::${ACCOUNT}:user/operator`,
    });
    return credentials;
  }

  revoke({ accessKeyId }: Credentials): void {
    this.byKey.delete(accessKeyId);
  }

  find(accessKeyId: string): Identity | undefined {
    return this.byKey.get(accessKeyId);
  }
}

function newCredentials(): Credentials {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    sessionToken: randomBytes(24).toString('base64url'),
  };
}
