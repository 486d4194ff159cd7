import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { didYouMean } from '../../../core/errors/suggest.ts';
import type { Resource, ResourceContent, ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { REFERENCE_TEXTS, REFERENCE_TOPICS } from './reference-texts.ts';

const MIME_TYPE = 'text/markdown';
/** The formats are public, so every caller of the family's tools may read them. */
const SCOPES: string[] = [];

const uriOf = (topic: string) => `kyc://reference/${topic}`;

function readTopic(topic: string): ResourceContent[] {
  const found = REFERENCE_TEXTS[topic];
  if (!found) {
    const suggestion = didYouMean(topic, REFERENCE_TOPICS);
    throw new ManifoldError('E4007', `There is no reference on this topic. Topics: ${REFERENCE_TOPICS.join(', ')}.`, {
      details: suggestion ? { suggestion: `Did you mean "${suggestion}"?` } : {},
    });
  }
  return [{ uri: uriOf(topic), mimeType: MIME_TYPE, text: found.text }];
}

/** The reference by topic, with completion. */
export const referenceTemplate: ResourceTemplate = {
  definition: {
    uriTemplate: 'kyc://reference/{topic}',
    name: 'kyc-reference',
    title: 'Indian identifiers explained',
    description: `How an identifier is built, checked and verified. Topics: ${REFERENCE_TOPICS.join(', ')}.`,
    mimeType: MIME_TYPE,
    completes: ['topic'],
    requiredScopes: SCOPES,
    ttlSeconds: 3600,
  },
  complete: { topic: (typed) => REFERENCE_TOPICS.filter((topic) => topic.startsWith(typed.toLowerCase())) },
  read: async ({ topic = '' }) => readTopic(topic.toLowerCase()),
};

/** Every topic as a resource of its own, so that clients that only list find them. */
export const referenceResources: Resource[] = Object.entries(REFERENCE_TEXTS).map(
  ([topic, { title, description }]) => ({
    definition: {
      uri: uriOf(topic),
      name: `kyc-reference-${topic}`,
      title,
      description,
      mimeType: MIME_TYPE,
      requiredScopes: SCOPES,
      ttlSeconds: 3600,
    },
    read: async () => readTopic(topic),
  }),
);
