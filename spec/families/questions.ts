import type { Questions } from '../questions.ts';
import { FREPLACE_QUESTIONS } from './freplace/questions.ts';

/** Every list of questions that has a page. */
export const QUESTIONS: readonly Questions[] = [FREPLACE_QUESTIONS];
