import { familyHandler } from '../../kit/family/family-handler.ts';
import family from './family.ts';

export const handler = familyHandler(family);
