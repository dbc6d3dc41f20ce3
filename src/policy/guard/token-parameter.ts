/** Name of the Workflow's parameter that wants the name of a Secret with a token. */
export const tokenParameter = 'git-auth-secret';

/** Text with which a Workflow names that Secret: Argo fills it in. */
export const tokenReference = /^\{\{\s*workflow\.parameters\.git-auth-secret\s*\}\}$/;
