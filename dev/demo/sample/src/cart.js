/** Sum of a cart's lines, in cents. */
export function total(lines) {
  return lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
}

/** Ten percent off from a hundred euros. */
export function discounted(cents) {
  return cents >= 10_000 ? Math.round(cents * 0.9) : cents;
}
