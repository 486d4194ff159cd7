import { ManifoldError } from '../../../core/errors/manifold-error.ts';

/**
 * The address to which the provider may send a person back, if the stage allows its origin: a link of ours that ends at
 * an address of the caller's choice would lend its good name to any page.
 *
 * @param allowed origins, comma-separated; a port of `*` allows any
 * @returns the address as the URL standard writes it, so that the provider cannot read another host in it
 * @throws {ManifoldError} E2004 that names the field, E3002 if the stage allows no origin
 */
export function readRedirect(allowed: string, address: string): string {
  const origins = allowed.split(',').flatMap((origin) => origin.trim() || []);
  if (origins.length === 0) {
    throw new ManifoldError('E3002', 'This stage allows no address to which a DigiLocker session may return.', {
      details: { suggestion: 'Tell the operators: the setting KYC_REDIRECT_ORIGINS has to name the origins.' },
    });
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isAllowed = url && [url.origin, `${url.protocol}//${url.hostname}:*`].some((each) => origins.includes(each));
  if (isAllowed && url.username === '' && url.password === '') return url.href;
  throw new ManifoldError('E2004', '"redirect_url" is not valid: this stage does not send people to its origin.', {
    details: { field: 'redirect_url', expectedFormat: `an address at ${origins.join(' or ')}` },
  });
}
