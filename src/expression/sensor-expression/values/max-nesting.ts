/** How deep the values of parameters may nest where they are compared or printed. */
export const maxNesting = 1_000;
