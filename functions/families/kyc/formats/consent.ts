import * as z from 'zod';
import { argumentRefusal } from '../../../../schemas/argument-refusal.ts';
import { textKind } from '../../../../schemas/text-kind.ts';
import type { ArgumentWarning } from '../../../../schemas/tool-definition.ts';
import { tidy } from '../../../core/input/normal-form.ts';

/**
 * Consent of the person whose data is asked for. Anything but Y is refused with E2005, a code of its own, which tells
 * an agent to ask the person instead of correcting the format.
 */
const consentField = z
  .string()
  .max(16)
  .meta({
    description: '"Y" once the person has consented; ask them first.',
    examples: ['Y'],
    pattern: '^\\s*[Yy]\\s*$',
    ...textKind('identifier'),
    ...argumentRefusal({
      code: 'E2005',
      message: 'The consent of the person concerned is required: ask them, then send consent "Y".',
      expectedFormat: '"Y"',
    }),
  })
  .transform((text, context) => {
    if (text.trim().toUpperCase() === 'Y') return 'Y';
    context.addIssue({ code: 'custom', message: 'expected "Y"' });
    return z.NEVER;
  });

const reasonField = z
  .string()
  .max(200)
  .meta({
    description: 'Purpose in at least 20 characters, for audit and provider.',
    examples: ['Onboarding of a new customer'],
    pattern: '\\S',
  })
  .transform((text, context) => {
    const reason = tidy(text);
    if (reason.length > 0) return reason;
    context.addIssue({ code: 'custom', message: 'expected a sentence on why the data is asked for' });
    return z.NEVER;
  });

/** The values of consent that audit keeps in clear. */
export const CONSENT_FORM = { values: ['Y', 'y'] };

/** The two arguments without which the provider answers no question about a person. */
export const consentFields = { consent: consentField, reason: reasonField };

/**
 * Length that the provider's newest contract asks for; its own examples are shorter, so a shorter reason is only a
 * warning.
 */
const REASON_LENGTH = 20;

export const REASON_WARNING: ArgumentWarning = {
  field: 'reason',
  shorterThan: REASON_LENGTH,
  message: `"reason" has fewer than ${REASON_LENGTH} characters: the provider's newest contract asks for more.`,
};
