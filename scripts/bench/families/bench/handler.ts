import { familyHandler } from '../../../../functions/runtime/family/family-handler.ts';
import family from './family.ts';

export const handler = familyHandler(family);
