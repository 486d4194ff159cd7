import { familyHandler } from '../../../../functions/kit/family/family-handler.ts';
import family from './family.ts';

export const handler = familyHandler(family);
