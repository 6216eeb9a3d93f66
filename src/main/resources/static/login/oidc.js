// On to the provider at once: whoever has a session there sees nothing of it. A link into Tasklist
// or Cockpit has its aim behind the #, which would not survive the way. Whoever is back here within
// seconds is not sent round for ever.
const start = document.getElementById('start');
if (location.hash) {
  start.search = new URLSearchParams({aim: location.hash});
}
if (start.dataset.atOnce === 'true') {
  const last = Number(sessionStorage.getItem('login') || 0);
  sessionStorage.setItem('login', Date.now());
  if (Date.now() - last > 5000) {
    location.replace(start.href);
  }
}
