import { cssColor } from '../core/theme.js';

const size = 8;

/** Colour of the i-th line; the eight are told apart by people with colour blindness too, and further lines repeat them dashed. */
export const lineColor = (index) => cssColor(`--line-${(index % size) + 1}`);
export const lineDash = (index) => (index < size ? 'solid' : index < 2 * size ? 'dashed' : 'dotted');
