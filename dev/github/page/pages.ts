import { listCommitIds, readCommits } from '../git/history.ts';
import { listRefs } from '../git/refs.ts';
import type { CheckRunRecord } from '../store/check-record.ts';
import { fullNameOf, type RepositoryRecord } from '../store/repository-record.ts';
import { findRepository, type Store } from '../store/store.ts';
import { type Html, html } from './html.ts';
import { renderMarkdown } from './markdown.ts';

const style = html`<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328 }
  pre { background: #f6f8fa; padding: 1rem; overflow: auto; white-space: pre-wrap }
  table { border-collapse: collapse } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }
  .markdown td, .markdown th { border: 1px solid #d1d9e0; padding: .3rem .8rem } .markdown th { font-weight: 600 }
  .h1, .h2 { font-size: 1.4em } .h3 { font-size: 1.2em } blockquote { border-left: .25em solid #d1d9e0; margin-left: 0; padding-left: 1em }
  code { font-size: 90% } pre code { font-size: 85% } p code, li code, td code { background: #eff1f3; border-radius: .3em; padding: .1em .3em }
  a { color: #0969da } form { display: inline } .quiet { color: #59636e }
</style>`;

function layout(title: string, body: Html, refreshSeconds?: number): Html {
  const refresh = refreshSeconds === undefined ? null : html`<meta http-equiv="refresh" content="${refreshSeconds}">`;
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${refresh}${style}</head>
<body><p class="quiet"><a href="/">GitHub stand-in</a>: GitHub's API for one machine, nothing more.</p>
<h1>${title}</h1>${body}</body></html>`;
}

const marks: Record<string, string> = {
  success: '✅',
  failure: '❌',
  timed_out: '⌛',
  cancelled: '🚫',
  skipped: '⏭️',
  neutral: '⬜',
  action_required: '✋',
  in_progress: '🟡',
  queued: '🕓',
};

function stateOf(run: CheckRunRecord): string {
  const state = run.conclusion ?? run.status;
  return `${marks[state] ?? ''} ${state}`;
}

function runLine(run: CheckRunRecord): Html {
  const name = fullNameOf(run.suite.repository);
  return html`<tr><td>${stateOf(run)}</td><td><a href="/${name}/runs/${run.id}">${run.name}</a></td>
<td>${run.title}</td></tr>`;
}

function runsAt(store: Store, repository: RepositoryRecord, sha: string): CheckRunRecord[] {
  const found = [...store.checkRuns.values()].filter((run) => run.suite.repository === repository);
  return found.filter(({ headSha }) => headSha === sha).reverse();
}

function runTable(runs: readonly CheckRunRecord[]): Html {
  if (runs.length === 0) return html`<p class="quiet">No check runs.</p>`;
  return html`<table>${runs.map(runLine)}</table>`;
}

function homePage(store: Store): Html {
  const rows = [...store.repositories.values()].map(
    (repository) => html`<tr><td><a href="/${fullNameOf(repository)}">${fullNameOf(repository)}</a></td>
<td><code>git clone ${repository.git.directory}</code></td></tr>`,
  );
  return layout('Repositories', html`<table>${rows}</table>`, 5);
}

async function branchSection(store: Store, repository: RepositoryRecord, branch: { name: string; oid: string }) {
  const ids = (await listCommitIds(repository.git, branch.oid, [], 10)).reverse();
  const commits = await readCommits(repository.git, ids);
  const items = commits.map(
    (commit) => html`<li><code>${commit.oid.slice(0, 7)}</code> ${commit.message.split('\n', 1)[0] ?? ''}
${runTable(runsAt(store, repository, commit.oid))}</li>`,
  );
  return html`<h3>${branch.name.slice('refs/heads/'.length)}</h3><ul>${items}</ul>`;
}

function pullRequestSection(store: Store, repository: RepositoryRecord): Html[] {
  return [...repository.pullRequests.values()].reverse().map(
    ({ base, head, issue, mergedAt }) => html`<h3 id="pull-${issue.number}">#${issue.number} ${issue.title}</h3>
<p>${mergedAt === undefined ? issue.state : 'merged'}: ${head.repository.owner.login}:${head.ref} → ${base.ref},
<code>${head.sha.slice(0, 7)}</code></p>${runTable(runsAt(store, repository, head.sha))}
${issue.comments.map((comment) => html`<blockquote><b>${comment.user.login}</b>${renderMarkdown(comment.body)}</blockquote>`)}`,
  );
}

async function repositoryPage(store: Store, repository: RepositoryRecord): Promise<Html> {
  const branches = await listRefs(repository.git, 'refs/heads/');
  const sections = await Promise.all(branches.map((branch) => branchSection(store, repository, branch)));
  const pulls = pullRequestSection(store, repository);
  const body = html`<h2>Pull requests</h2>${pulls.length === 0 ? html`<p class="quiet">None.</p>` : pulls}
<h2>Branches</h2>${sections}`;
  return layout(fullNameOf(repository), body, 3);
}

function buttons(run: CheckRunRecord): Html {
  const at = `/${fullNameOf(run.suite.repository)}/runs/${run.id}`;
  const actions = run.actions.map(
    ({ description, identifier, label }) => html`<form method="post" action="${at}/actions/${identifier}">
<button title="${description}">${label}</button></form> `,
  );
  return html`<p><form method="post" action="${at}/rerun"><button>Re-run</button></form> ${actions}</p>`;
}

function annotationList(run: CheckRunRecord): Html | null {
  if (run.annotations.length === 0) return null;
  const items = run.annotations.map(
    (one) => html`<li>${one.annotation_level}: <code>${one.path}:${one.start_line}</code> ${one.title}
<pre>${one.message}</pre></li>`,
  );
  return html`<h2>Annotations</h2><ul>${items}</ul>`;
}

function detailsLink({ detailsUrl }: CheckRunRecord): Html | null {
  return detailsUrl === '' ? null : html`<p>Details: <a href="${detailsUrl}">${detailsUrl}</a></p>`;
}

function checkRunPage(run: CheckRunRecord): Html {
  const repository = fullNameOf(run.suite.repository);
  const body = html`<p><a href="/${repository}">${repository}</a> <code>${run.headSha}</code></p>
<h2>${stateOf(run)} — ${run.title}</h2>${buttons(run)}
${run.summary === null ? null : renderMarkdown(run.summary)}
${run.text === null ? null : renderMarkdown(run.text)}
${annotationList(run)}
${detailsLink(run)}`;
  return layout(run.name, body, run.status === 'completed' ? undefined : 2);
}

/** The page that a path leads to; undefined where there is none. Pages below a repository that are not made show the repository. */
export async function findPage(store: Store, pathname: string): Promise<Html | undefined> {
  if (pathname === '/') return homePage(store);
  const [owner = '', name = '', kind, id] = pathname.split('/').slice(1).map(decodeURIComponent);
  const repository = findRepository(store, `${owner}/${name}`);
  if (repository === undefined) return undefined;
  if (kind !== 'runs') return repositoryPage(store, repository);
  const run = store.checkRuns.get(Number(id));
  return run?.suite.repository === repository ? checkRunPage(run) : undefined;
}
