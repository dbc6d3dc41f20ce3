/** How deep values may nest where they are compared, printed or written as JSON. */
export const maxNesting = 1_000;
