/** Files on their way from the page they were dropped on to the one that sends them. */
export const pending = { files: null };
