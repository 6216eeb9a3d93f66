// Looks again every ten seconds: what stands in #live is replaced, unless it is over or in use.
const live = () => document.getElementById('live');
const inUse = () => live().contains(document.activeElement) || !getSelection().isCollapsed;
async function look() {
  if (live().dataset.over === 'true' || document.hidden || inUse()) return;
  const answer = await fetch(location.href, {headers: {Accept: 'text/html'}});
  if (answer.redirected) return location.reload(); // to the login
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.getElementById('live');
  if (next && !inUse()) live().replaceWith(next);
}
setInterval(() => look().catch(() => {}), 10000); // the server is away: it is asked again
