import { familyHandler } from '../../runtime/family/family-handler.ts';
import family from './family.ts';

export const handler = familyHandler(family);
