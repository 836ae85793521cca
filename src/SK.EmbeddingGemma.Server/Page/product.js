/** The inner product of two vectors: of those of length 1, the cosine. */
export function product(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
